using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Channels;

namespace PbxPortal.Tests.Phones;

/// <summary>Answers REGISTER over UDP as a test has written down: status line and header fields, one answer per request.</summary>
/// <remarks>
/// <c>{contact}</c> stands for the first Contact of the request. An empty answer is silence. The last answer is given again and
/// again. One loop receives; requests are handed out through a channel.
/// </remarks>
internal sealed partial class ScriptedRegistrar : IAsyncDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Channel<ScriptedRequest> _requests = Channel.CreateBounded<ScriptedRequest>(1024);
    private readonly string[] _answers;
    private readonly Task _receiving;
    private EndPoint? _lastSource;

    public ScriptedRegistrar(params string[] answers)
    {
        _answers = answers;
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _receiving = ReceiveAsync(_stopping.Token);
    }

    public IPEndPoint EndPoint => (IPEndPoint)_socket.LocalEndPoint!;

    public async Task<ScriptedRequest> NextRequestAsync() =>
        await _requests.Reader.ReadAsync(TestContext.Current.CancellationToken);

    /// <summary>The request after so many that the test does not look at.</summary>
    public async Task<ScriptedRequest> NextRequestAsync(int skip)
    {
        for (var skipped = 0; skipped < skip; skipped++)
        {
            await NextRequestAsync();
        }

        return await NextRequestAsync();
    }

    public bool HasMoreRequests => _requests.Reader.TryPeek(out _);

    /// <summary>Sends to wherever the last request came from.</summary>
    public async Task SendAsync(string message) =>
        await _socket.SendToAsync(Encoding.UTF8.GetBytes(message.ReplaceLineEndings("\r\n") + "\r\n\r\n"), _lastSource!);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _socket.Dispose();
        await _receiving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    internal static string ToWire(string answer, string request)
    {
        var copied = CopiedHeaders().Matches(request).Select(match => match.Value.TrimEnd('\r'));
        var lines = answer.ReplaceLineEndings("\n").Split('\n');
        var contact = FirstContact().Match(request).Value;
        return string.Join("\r\n", [lines[0], .. copied, .. lines[1..], "Content-Length: 0", "", ""])
            .Replace("{contact}", contact, StringComparison.Ordinal);
    }

    private async Task ReceiveAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[ushort.MaxValue];
        for (var turn = 0; !cancellationToken.IsCancellationRequested; turn++)
        {
            var received = await _socket.ReceiveFromAsync(buffer, EndPoint, cancellationToken);
            var request = Encoding.UTF8.GetString(buffer, 0, received.ReceivedBytes);
            _lastSource = received.RemoteEndPoint;
            var answer = _answers[Math.Min(turn, _answers.Length - 1)];
            if (answer.Length > 0)
            {
                await _socket.SendToAsync(Encoding.UTF8.GetBytes(ToWire(answer, request)), received.RemoteEndPoint, cancellationToken);
            }

            Assert.True(_requests.Writer.TryWrite(new ScriptedRequest(request, (IPEndPoint)received.RemoteEndPoint)));
        }
    }

    [GeneratedRegex("^(?:Via|From|To|Call-ID|CSeq): .*$", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CopiedHeaders();

    [GeneratedRegex("(?<=^Contact: [^<\n]*)<[^>]*>", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FirstContact();
}
