using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace PbxPortal.Tests.Phones.Load;

/// <summary>A registrar in a hundred lines of text handling: proof that the load command needs nothing that only ours does.</summary>
/// <remarks>One loop owns everything; a test may change what is between two runs, when no request is under way.</remarks>
internal sealed partial class LoopbackRegistrar : IAsyncDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<string, (string User, DateTimeOffset ExpiresAt)> _bindings = new(StringComparer.Ordinal);
    private readonly Task _receiving;
    private int _nonce;

    public LoopbackRegistrar()
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _receiving = ReceiveAsync(_stopping.Token);
    }

    public string Address => _socket.LocalEndPoint!.ToString()!;

    /// <summary>How many requests are not answered before the first that is.</summary>
    public int Deaf { get; set; }

    /// <summary>Whether every password is good.</summary>
    public bool IsGullible { get; set; }

    /// <summary>How much longer or shorter than asked a binding is granted.</summary>
    public int AddedSeconds { get; set; }

    /// <summary>Whether bindings stay listed that have run out.</summary>
    public bool KeepsAll { get; set; }

    /// <summary>Contact URIs, whether they have run out or not.</summary>
    public ICollection<string> Contacts => _bindings.Keys;

    public void Forget(string contact) => _bindings.Remove(contact);

    public void Invent(string contact, string user) => _bindings[contact] = (user, TimeProvider.System.GetUtcNow().AddHours(1));

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _socket.Dispose();
        await _receiving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task ReceiveAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[ushort.MaxValue];
        while (!cancellationToken.IsCancellationRequested)
        {
            var received = await _socket.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), cancellationToken);
            if (Deaf > 0)
            {
                Deaf--;
                continue;
            }

            var request = Encoding.UTF8.GetString(buffer, 0, received.ReceivedBytes);
            await _socket.SendToAsync(Encoding.UTF8.GetBytes(Answer(request)), received.RemoteEndPoint, cancellationToken);
        }
    }

    private string Answer(string request)
    {
        var user = User().Match(request).Value;
        if (!IsProven(request, user))
        {
            var nonce = (++_nonce).ToString(CultureInfo.InvariantCulture);
            return Respond(
                request, "401 Unauthorized", $"WWW-Authenticate: Digest realm=\"sip.test\", nonce=\"{nonce}\", qop=\"auth\", algorithm=MD5");
        }

        Change(request, user);
        var now = TimeProvider.System.GetUtcNow();
        return Respond(request, "200 OK", [.. _bindings
            .Where(binding => string.Equals(binding.Value.User, user, StringComparison.Ordinal) && (KeepsAll || binding.Value.ExpiresAt > now))
            .Select(binding => string.Create(
                CultureInfo.InvariantCulture,
                $"Contact: <{binding.Key}>;expires={(int)Math.Ceiling((binding.Value.ExpiresAt - now).TotalSeconds)}"))]);
    }

    private void Change(string request, string user)
    {
        var header = Expires().Match(request).Value;
        foreach (var contact in ContactRows().Matches(request).Select(match => match.Groups))
        {
            var seconds = int.Parse(contact["expires"].Success ? contact["expires"].Value : header, CultureInfo.InvariantCulture);
            _bindings.Remove(contact["uri"].Value);
            if (seconds > 0)
            {
                _bindings.Add(contact["uri"].Value, (user, TimeProvider.System.GetUtcNow().AddSeconds(seconds + AddedSeconds)));
            }
        }
    }

    private bool IsProven(string request, string user)
    {
        var credentials = Credentials().Match(request).Value;
        string Of(string name) => Regex.Match(credentials, $"\\b{name}=\"?([^\",]+)", RegexOptions.None, TimeSpan.FromSeconds(1)).Groups[1].Value;
        var ha1 = Hash($"{user}:sip.test:pw-{user}");
        var ha2 = Hash($"REGISTER:{Of("uri")}");
        var expected = Hash($"{ha1}:{Of("nonce")}:{Of("nc")}:{Of("cnonce")}:auth:{ha2}");
        return credentials.Length > 0 && (IsGullible || string.Equals(Of("response"), expected, StringComparison.Ordinal));
    }

    private static string Respond(string request, string status, params string[] rows)
    {
        var copied = Copied().Matches(request).Select(match => match.Value.TrimEnd('\r'));
        return string.Join("\r\n", [$"SIP/2.0 {status}", .. copied, .. rows, "Content-Length: 0", "", ""]);
    }

#pragma warning disable CA5351 // What phones speak.
    private static string Hash(string text) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5351

    [GeneratedRegex("(?<=^To: <sip:)[^@]+", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex User();

    [GeneratedRegex("(?<=^Expires: )[0-9]+", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Expires();

    [GeneratedRegex("^Contact: [^<\r\n]*<(?<uri>[^>]+)>(?:[^\r\n]*;expires=(?<expires>[0-9]+))?", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ContactRows();

    [GeneratedRegex("(?<=^Authorization: Digest ).*", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Credentials();

    [GeneratedRegex("^(?:Via|From|To|Call-ID|CSeq): .*$", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Copied();
}
