using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using PbxPortal.Phones;

namespace PbxPortal.Tests.EndToEnd;

/// <summary>Clients that nobody here wrote, against the whole program.</summary>
[Collection(nameof(OwnProcesses))]
public sealed class RealClientTests : IAsyncLifetime
{
    private const string Extension = "100";
    private const string Password = "correct-horse-9";

    private static readonly TimeSpan LongestRun = TimeSpan.FromSeconds(60);

    private readonly ServerHome _home = new() { HasTls = true };
    private ServerProcess? _server;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _home.Dispose();
    }

    [Fact]
    public async Task SIPp_registers_with_digest_and_logs_out()
    {
        var sipp = RealClient.Find("sipp", package: "sip-tester");
        var server = await StartServerAsync();
        var port = FreePort.Next();
        var callId = $"sipp-{Guid.NewGuid():n}";

        await using var client = ChildProcess.Start(sipp, SippArguments(port, callId), _home.Folder);
        var registered = await server.WaitUntilAsync(Extension, isRegistered: true, () => client.Everything);
        await TellToGoOnAsync(port, callId);
        var code = await client.WaitForExitAsync(LongestRun);

        Assert.True(code == 0, client.Everything);
        Assert.Equal(120, Assert.Single(registered).GrantedSeconds);
        await server.WaitUntilAsync(Extension, isRegistered: false, () => client.Everything);
    }

    /// <summary>Over TLS it verifies the server's certificate.</summary>
    [Theory]
    [InlineData("udp")]
    [InlineData("tcp")]
    [InlineData("tls")]
    public async Task Baresip_registers_shows_up_as_a_soft_phone_and_logs_out(string transport)
    {
        var baresip = RealClient.Find("baresip", package: "baresip-core");
        var settings = new BaresipSettings(_home.Registrar, new PhoneAccount(Extension, ServerHome.Domain, Password), transport);
        var server = await StartServerAsync();

        await using var client = ChildProcess.Start(baresip, ["-f", settings.Folder], _home.Folder, settings.Environment);
        var device = await RegisterAndQuitAsync(server, client, settings.SendQuitAsync);

        Assert.Equal(("soft", transport), (device.Class, device.Transport));
        Assert.StartsWith("baresip", device.UserAgent, StringComparison.Ordinal);
    }

    /// <summary>Over TLS it verifies the server's certificate, of which it reads names and no addresses.</summary>
    [Theory]
    [InlineData("udp")]
    [InlineData("tcp")]
    [InlineData("tls")]
    public async Task Linphone_registers_shows_up_as_a_soft_phone_and_logs_out(string transport)
    {
        var linphone = RealClient.Find("linphonec", package: "linphone-cli");
        var settings = new LinphoneSettings(_home, Extension, Password, transport);
        var server = await StartServerAsync();

        await using var client = ChildProcess.Start(linphone, ["-c", settings.File], _home.Folder, settings.Environment);
        var device = await RegisterAndQuitAsync(server, client, () => client.TypeAsync("quit"));

        Assert.Equal(("soft", transport), (device.Class, device.Transport));
        Assert.StartsWith("Linphone", device.UserAgent, StringComparison.Ordinal);
        Assert.Equal(120, device.GrantedSeconds);
    }

    /// <summary>Waits until it is shown, has it quit, and waits until it is logged out; gives its row in between.</summary>
    private static async Task<RegistrationRow> RegisterAndQuitAsync(ServerProcess server, ChildProcess client, Func<Task> quit)
    {
        var registered = await server.WaitUntilAsync(Extension, isRegistered: true, () => client.Everything);
        await quit();
        var code = await client.WaitForExitAsync(LongestRun);

        Assert.True(code == 0, client.Everything);
        await server.WaitUntilAsync(Extension, isRegistered: false, () => client.Everything);
        return Assert.Single(registered);
    }

    /// <summary>The scenario waits for an OPTIONS of its own Call-ID before it logs out.</summary>
    private static async Task TellToGoOnAsync(int port, string callId)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        var options = $"""
            OPTIONS sip:{Extension}@127.0.0.1:{port} SIP/2.0
            Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKgoon
            Max-Forwards: 70
            From: <sip:test@127.0.0.1>;tag=1
            To: <sip:{Extension}@127.0.0.1:{port}>
            Call-ID: {callId}
            CSeq: 1 OPTIONS
            Content-Length: 0


            """.ReplaceLineEndings("\r\n");
        await socket.SendToAsync(Encoding.ASCII.GetBytes(options), new IPEndPoint(IPAddress.Loopback, port));
    }

    private string[] SippArguments(int port, string callId) =>
    [
        _home.Sip.ToString(),
        "-sf", Path.Combine(Repository.Root, "tests", "real-clients", "sipp-register.xml"),
        "-i", "127.0.0.1", "-p", port.ToString(CultureInfo.InvariantCulture),
        "-s", Extension, "-au", Extension, "-ap", Password, "-key", "domain", ServerHome.Domain,
        "-cid_str", callId, "-m", "1", "-l", "1", "-timeout", "55s", "-timeout_error", "-nostdin",
    ];

    private async Task<ServerProcess> StartServerAsync()
    {
        _server = await ServerProcess.StartAsync(_home);
        _server.ApiKey = await _home.CreateApiKeyAsync();
        await _home.RunAsync("users", "add", "--domain", ServerHome.Domain, "--extension", Extension, "--password", Password);
        await _server.WaitForUsersAsync(count: 1);
        return _server;
    }
}
