using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PbxPortal.Tests.EndToEnd;

/// <summary>A host on a loopback address of its own, which hears what comes back to every port that its messages name in Via.</summary>
/// <remarks>
/// A response without rport goes to the port of the Via and to the address that the request came from (RFC 3261, 18.2.2), so that
/// messages whose Via names foreign hosts are answered here and nowhere else. Confined to its test.
/// </remarks>
internal sealed class ListeningPost : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    private readonly Dictionary<int, Socket> _sockets = [];
    private readonly Socket _speaker;
    private readonly IPEndPoint _server;
    private readonly List<string> _others = [];
    private int _probes;

    /// <param name="server">Who is spoken to.</param>
    /// <param name="address">Of this host: one of 127.0.0.0/8 that nobody else uses.</param>
    /// <param name="ports">Those of the Vias.</param>
    public ListeningPost(IPEndPoint server, IPAddress address, params int[] ports)
    {
        _server = server;
        _speaker = Open(address, 0);
        foreach (var port in ports)
        {
            _sockets[port] = Open(address, port);
        }
    }

    public void Send(ReadOnlySpan<byte> datagram) => _speaker.SendTo(datagram, SocketFlags.None, _server);

    /// <summary>Sends an OPTIONS and waits for its answer: whatever came in before it has been dealt with.</summary>
    public async Task ProbeAsync()
    {
        var call = $"probe-{++_probes}";
        Send(Encoding.ASCII.GetBytes(
            $"""
            OPTIONS sip:127.0.0.1 SIP/2.0
            Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK{call};rport
            Max-Forwards: 70
            From: <sip:probe@127.0.0.1>;tag=1
            To: <sip:127.0.0.1>
            Call-ID: {call}
            CSeq: 1 OPTIONS
            Content-Length: 0


            """.ReplaceLineEndings("\r\n")));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(LongestWait);
        var buffer = new byte[ushort.MaxValue];
        while (true)
        {
            var length = await _speaker.ReceiveAsync(buffer, SocketFlags.None, patience.Token);
            var answer = Encoding.Latin1.GetString(buffer, 0, length);
            if (answer.Contains($"Call-ID: {call}\r\n", StringComparison.OrdinalIgnoreCase))
            {
                Assert.StartsWith("SIP/2.0 200 ", answer, StringComparison.Ordinal);
                return;
            }

            _others.Add(answer.ReplaceLineEndings("\n")); // To a request with rport (RFC 3581, 4).
        }
    }

    /// <summary>What has come to the ports so far, without waiting.</summary>
    public IReadOnlyList<string> Take()
    {
        var answers = new List<string>(_others);
        _others.Clear();
        var buffer = new byte[ushort.MaxValue];
        foreach (var socket in _sockets.Values)
        {
            while (socket.Available > 0)
            {
                answers.Add(Encoding.Latin1.GetString(buffer, 0, socket.Receive(buffer)).ReplaceLineEndings("\n"));
            }
        }

        return answers;
    }

    public void Dispose()
    {
        _speaker.Dispose();
        foreach (var socket in _sockets.Values)
        {
            socket.Dispose();
        }
    }

    private static Socket Open(IPAddress address, int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 4 << 20 };
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            return socket;
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            throw new InvalidOperationException($"{address}:{port} cannot be listened on: {exception.Message} Does a SIP server run on this machine?", exception);
        }
    }
}
