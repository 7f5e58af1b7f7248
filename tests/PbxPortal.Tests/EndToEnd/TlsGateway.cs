using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using PbxPortal.Tests.Server;
using PbxPortal.Tests.Transports;

namespace PbxPortal.Tests.EndToEnd;

/// <summary>A gateway that is called up over TLS, once; its certificate is for <c>localhost</c> and 127.0.0.1.</summary>
/// <remarks>Confined to one test.</remarks>
internal sealed class TlsGateway : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TcpListener _listener;
    private readonly X509Certificate2Collection _chain = [];
    private readonly X509Certificate2 _certificate;
    private SslStream? _stream;

    public TlsGateway(TestCertificates certificates, string address)
    {
        var (certificate, key) = certificates.Create("localhost");
        _certificate = X509Certificate2.CreateFromPem(certificate, key);
        _chain.ImportFromPem(certificate);
        _listener = new TcpListener(IPAddress.Parse(address), 0);
        _listener.Start();
    }

    public IPEndPoint Local => (IPEndPoint)_listener.LocalEndpoint;

    public string Contact => $"sip:gateway@{Local};transport=tls";

    /// <summary>Waits for the server.</summary>
    /// <exception cref="IOException">The server hung up in the middle of the handshake.</exception>
    public async Task AcceptAsync()
    {
        using var timeout = new CancellationTokenSource(Patience);
        var client = await _listener.AcceptTcpClientAsync(timeout.Token);
        _stream = new SslStream(client.GetStream());
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(_certificate, _chain, offline: true),
        };
        await _stream.AuthenticateAsServerAsync(options, timeout.Token);
    }

    /// <summary>The next message, which has no body.</summary>
    public Task<string> ReceiveAsync() => StreamPhone.ReadAsync(_stream!).WaitAsync(Patience);

    /// <summary>Whatever the server sends before it hangs up.</summary>
    public Task ExpectEndAsync() => StreamPhone.ExpectEndAsync(_stream!).WaitAsync(Patience);

    public async Task SendAsync(string message) =>
        await _stream!.WriteAsync(SipMessageText.ToWire(message), TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        if (_stream is not null)
        {
            await _stream.DisposeAsync();
        }

        _certificate.Dispose();
    }
}
