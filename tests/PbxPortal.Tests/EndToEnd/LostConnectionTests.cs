using System.Net.Sockets;
using System.Text;
using PbxPortal.Tests.Server;

namespace PbxPortal.Tests.EndToEnd;

/// <summary>A connection that ends, and a process that dies: what the program says of the binding in between and after.</summary>
[Collection(nameof(OwnProcesses))]
public sealed class LostConnectionTests : IAsyncLifetime
{
    private const string Password = "correct-horse-9";

    private const string Register =
        """
        REGISTER sip:pbx.test SIP/2.0
        From: <sip:3516@pbx.test>;tag=1
        To: <sip:3516@pbx.test>
        Call-ID: over-the-wire
        CSeq: 1 REGISTER
        Contact: <sip:3516@127.0.0.1:41000;transport=tcp>;+sip.instance="<urn:uuid:1>"
        Supported: path
        """;

    /// <summary>A grace that outlasts the time between the start of the program and the first look at it.</summary>
    private readonly ServerHome _home = new()
    {
        Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["Registrar__RestartGrace"] = "10" },
    };

    private ServerProcess? _server;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _home.Dispose();
    }

    [Fact(Timeout = 600_000)]
    public async Task A_binding_without_its_connection_is_disconnected_and_its_end_survives_a_kill()
    {
        var server = await StartAsync(apiKey: null);
        var apiKey = await _home.CreateApiKeyAsync();
        server.ApiKey = apiKey;
        await File.WriteAllTextAsync(Path.Combine(_home.Folder, "users.csv"), $"domain,extension,password\npbx.test,3516,{Password}\n", Cancellation);
        await _home.RunAsync("users", "import", Path.Combine(_home.Folder, "users.csv"));
        await server.WaitForUsersAsync(1);
        using var phone = new TcpClient();
        await RegisterAsync(phone);
        Assert.Equal(("online", true), await StateAsync(server));

        phone.Close();
        await UntilAsync(server, "disconnected");
        Assert.Equal(("disconnected", false), await StateAsync(server));
        await server.KillAsync();
        server = await StartAsync(apiKey);
        var afterOneKill = await StateAsync(server);
        await UntilAsync(server, "offline");
        await server.KillAsync();
        server = await StartAsync(apiKey);

        Assert.Equal(("disconnected", false), afterOneKill);
        var row = Assert.Single(await server.RegistrationsAsync());
        Assert.Equal(("offline", "connection lost", false), (row.Status, row.Reason, row.IsRegistered));
    }

    private async Task<ServerProcess> StartAsync(string? apiKey)
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _server = await ServerProcess.StartAsync(_home);
        if (apiKey is not null)
        {
            _server.ApiKey = apiKey;
        }

        return _server;
    }

    private async Task RegisterAsync(TcpClient phone)
    {
        await phone.ConnectAsync(_home.Sip, Cancellation);
        var stream = phone.GetStream();
        var credentials = new PhoneCredentials("3516", Password);
        await stream.WriteAsync(SipMessageText.ToWire(Register), Cancellation);
        credentials.Accept(await ReadMessageAsync(stream));
        await stream.WriteAsync(SipMessageText.ToWire(credentials.Authorize(Register)), Cancellation);
        Assert.Equal("200 OK", (await ReadMessageAsync(stream)).Status());
    }

    private static async Task<(string Status, bool IsReachable)> StateAsync(ServerProcess server)
    {
        var row = Assert.Single(await server.RegistrationsAsync());
        return (row.Status, row.IsReachable);
    }

    private static Task UntilAsync(ServerProcess server, string status) => Patience.UntilAsync(
        TimeSpan.FromSeconds(60),
        async () => (await server.RegistrationsAsync()).FirstOrDefault(row => string.Equals(row.Status, status, StringComparison.Ordinal)),
        () => server.Everything);

    /// <summary>Answers to REGISTER have no body.</summary>
    private static async Task<string> ReadMessageAsync(NetworkStream stream)
    {
        var text = new StringBuilder();
        var one = new byte[1];
        while (!text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            Assert.Equal(1, await stream.ReadAsync(one, Cancellation));
            text.Append((char)one[0]);
        }

        return text.ToString().ReplaceLineEndings("\n");
    }
}
