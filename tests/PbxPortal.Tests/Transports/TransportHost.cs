using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PbxPortal.Hosting;
using PbxPortal.Sip.Transport;
using PbxPortal.Storage;
using PbxPortal.Tests.Accounts;
using PbxPortal.Tests.Server;
using PbxPortal.Transports;

namespace PbxPortal.Tests.Transports;

/// <summary>The registrar behind real sockets of Kestrel on 127.0.0.1: TCP, TLS and WebSocket, with certificates of the test.</summary>
internal sealed class TransportHost : IAsyncDisposable
{
    public const string Name = "pbx.test";

    private readonly DirectoryInfo _folder;
    private readonly bool _ownsFolder;
    private readonly WebApplication _app;

    private TransportHost(DirectoryInfo folder, bool ownsFolder, RegistrarBench bench, WebApplication app)
    {
        _folder = folder;
        _ownsFolder = ownsFolder;
        Bench = bench;
        _app = app;
    }

    public RegistrarBench Bench { get; }

    public string Folder => _folder.FullName;

    public LogLines Log => _app.Services.GetRequiredService<LogLines>();

    public ServerCertificate Certificate => _app.Services.GetRequiredService<ServerCertificate>();

    public ConnectionTable Connections => _app.Services.GetRequiredService<ConnectionTable>();

    public ConnectionLog Troubles => _app.Services.GetRequiredService<ConnectionLog>();

    public ITransportState State => _app.Services.GetRequiredService<ITransportState>();

    public IPEndPoint Tcp => EndPointOf(TransportProtocol.Tcp);

    public IPEndPoint Tls => EndPointOf(TransportProtocol.Tls);

    /// <summary>http or https, as it was asked for.</summary>
    public Uri Portal => new(_app.Urls.Select(url => new Uri(url)).Single(url => url.Port != Tcp.Port && url.Port != Tls.Port).ToString());

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static Task<TransportHost> StartAsync(params (string Key, string Value)[] settings) =>
        StartAsync(TimeProvider.System, Directory.CreateTempSubdirectory("pbxportal-tls-"), ownsFolder: true, settings);

    public static Task<TransportHost> StartAsync(TimeProvider timeProvider, params (string Key, string Value)[] settings) =>
        StartAsync(timeProvider, Directory.CreateTempSubdirectory("pbxportal-tls-"), ownsFolder: true, settings);

    /// <summary>With files that are there already.</summary>
    public static Task<TransportHost> StartInAsync(DirectoryInfo folder, params (string Key, string Value)[] settings) =>
        StartAsync(TimeProvider.System, folder, ownsFolder: false, settings);

    /// <summary>The settings for files in that folder, and the files.</summary>
    public static (string Key, string Value)[] Write(DirectoryInfo folder, (string Certificate, string Key) files)
    {
        var (path, keyPath) = (Path.Combine(folder.FullName, "full.pem"), Path.Combine(folder.FullName, "key.pem"));
        File.WriteAllText(path, files.Certificate);
        File.WriteAllText(keyPath, files.Key);
        return [("Sip:Certificate:Path", path), ("Sip:Certificate:KeyPath", keyPath)];
    }

    /// <summary>A phone's connection, with the handshake done.</summary>
    public async Task<SslStream> ConnectAsync(RemoteCertificateValidationCallback validate)
    {
        var client = new TcpClient();
        await client.ConnectAsync(Tls, Cancellation);
        var stream = new SslStream(client.GetStream());
        await stream.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = Name, RemoteCertificateValidationCallback = validate },
            Cancellation);
        return stream;
    }

    /// <summary>A phone that trusts this authority and nobody else, and has only what the server sends.</summary>
    public static RemoteCertificateValidationCallback Trusting(X509Certificate2 authority) => (_, certificate, chain, _) =>
    {
        chain!.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        return chain.Build((X509Certificate2)certificate!);
    };

    /// <summary>Waits for what the server does on a thread of its own.</summary>
    public Task UntilAsync(Func<bool> isSo) => EndToEnd.Patience.UntilAsync(
        TimeSpan.FromSeconds(60),
        () => Task.FromResult(isSo() ? this : null),
        () => string.Join('\n', Log.Lines));

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await Bench.DisposeAsync();
        if (_ownsFolder)
        {
            _folder.Delete(recursive: true);
        }
    }

    private static async Task<TransportHost> StartAsync(
        TimeProvider timeProvider, DirectoryInfo folder, bool ownsFolder, (string Key, string Value)[] settings)
    {
        var bench = await RegistrarBench.StartAsync();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "PbxPortal.Tests" });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Urls"] = "http://127.0.0.1:0",
            ["Sip:Listen:0"] = "tcp:127.0.0.1:0",
            ["Sip:Listen:1"] = "tls:127.0.0.1:0",
            ["Sip:DefaultDomain"] = Name,
            ["Storage:Path"] = Path.Combine(folder.FullName, "pbxportal.db"),
        });
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.Services.AddRoutingCore();
        var log = new LogLines();
        builder.Logging.AddProvider(log);
        builder.Services.AddSingleton(log);
        builder.Services.AddSingleton(timeProvider);
        builder.Services.AddPortalSettings(builder.Configuration);
        builder.Services.AddTypedSettings<StorageOptions>(builder.Configuration.GetSection(StorageOptions.SectionName));
        builder.Services.AddTransports();
        builder.Services.AddSingleton(bench.Gate);
        builder.Services.AddSingleton(bench.Receiver);
        builder.WebHost.ConfigureKestrel(Listen);
        var app = builder.Build();
        app.UseTrustedProxies();
        app.UseRouting();
        app.UseSipWebSocket();
        app.MapSipWebSocket();
        await app.StartAsync(Cancellation);
        return new TransportHost(folder, ownsFolder, bench, app);
    }

    private static void Listen(KestrelServerOptions kestrel)
    {
        kestrel.ApplicationServices.GetRequiredService<IStartupValidator>().Validate();
        kestrel.Listen();
    }

    private IPEndPoint EndPointOf(TransportProtocol protocol) => _app.Services.GetRequiredService<Listeners>().Find(protocol)!;
}
