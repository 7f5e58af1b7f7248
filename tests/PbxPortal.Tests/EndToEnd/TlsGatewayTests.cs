using System.Security.Authentication;
using PbxPortal.Phones;
using PbxPortal.Tests.Server;
using PbxPortal.Tests.Server.Proxying;
using PbxPortal.Tests.Transports;

namespace PbxPortal.Tests.EndToEnd;

/// <summary>Calls out over TLS through the whole program: to a gateway that proves its name, and to none that does not.</summary>
[Collection(nameof(OwnProcesses))]
public sealed class TlsGatewayTests : IAsyncLifetime
{
    private readonly TestCertificates _certificates = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pbxportal-trust-");
    private TlsGateway _gateway = null!;
    private TlsGateway _stranger = null!;
    private ServerHome _home = null!;
    private ServerProcess _server = null!;
    private SocketPhone _caller = null!;

    public async ValueTask InitializeAsync()
    {
        _gateway = new TlsGateway(_certificates, "127.0.0.1");
        _stranger = new TlsGateway(_certificates, "127.0.0.3");
        var trusted = Path.Combine(_folder.FullName, "authority.pem");
        await File.WriteAllTextAsync(trusted, _certificates.Authority.ExportCertificatePem(), TestContext.Current.CancellationToken);
        _home = new ServerHome
        {
            HasTls = true,
            Settings = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["SSL_CERT_FILE"] = trusted, // What the system trusts.
                ["Trunks__0__Name"] = "provider",
                ["Trunks__0__Domain"] = ServerHome.Domain,
                ["Trunks__0__Prefixes__0"] = "00",
                ["Trunks__0__Gateway"] = $"sip:{_gateway.Local};transport=tls",
                ["Trunks__1__Name"] = "stranger",
                ["Trunks__1__Domain"] = ServerHome.Domain,
                ["Trunks__1__Prefixes__0"] = "01",
                ["Trunks__1__Gateway"] = $"sip:{_stranger.Local};transport=tls",
            },
        };
        _server = await ServerProcess.StartAsync(_home);
        var file = Path.Combine(_home.Folder, "users.csv");
        await File.WriteAllTextAsync(file, $"""
            domain,extension,password
            {ServerHome.Domain},101,{Tenants.PasswordOf("101")}

            """, TestContext.Current.CancellationToken);
        await _home.RunAsync("users", "import", file);
        _server.ApiKey = await _home.CreateApiKeyAsync();
        await _server.WaitForUsersAsync(count: 1);
        _caller = SocketPhone.OverUdp(_home.Sip, new PhoneAccount("101", ServerHome.Domain, Tenants.PasswordOf("101")));
        await _caller.RegisterAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _caller.DisposeAsync();
        await _gateway.DisposeAsync();
        await _stranger.DisposeAsync();
        await _server.DisposeAsync();
        _home.Dispose();
        _certificates.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_number_goes_out_over_TLS_and_the_call_ends_over_the_same_connection()
    {
        await _caller.CallAsync("sip:0049891234@pbx.test");
        await _gateway.AcceptAsync();
        var invite = await _gateway.ReceiveAsync();
        await _gateway.SendAsync(CallText.ResponseTo(invite, "200 OK", _gateway.Contact, "gw"));
        var ok = await _caller.ReceiveAsync("SIP/2.0 200");

        Assert.StartsWith($"INVITE sip:0049891234@{_gateway.Local} ", invite, StringComparison.Ordinal);
        Assert.StartsWith($"SIP/2.0/TLS {_home.Tls};", invite.Rows("Via")[0], StringComparison.Ordinal); // Where we listen, not where we came from.
        Assert.Contains($"@{_home.Tls};transport=tls;lr>", invite.Rows("Record-Route")[0], StringComparison.Ordinal);
        await _caller.SendAsCallerAsync("ACK", ok, 2);
        Assert.StartsWith($"ACK {_gateway.Contact} ", await _gateway.ReceiveAsync(), StringComparison.Ordinal);
        await _gateway.SendAsync(CallText.RequestAsCallee("BYE", invite, $"SIP/2.0/TLS {_gateway.Local}", "gw", 1));
        Assert.StartsWith("BYE ", await _caller.ReceiveAsync("BYE"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gateway_whose_certificate_is_for_another_name_gets_no_call()
    {
        await _caller.CallAsync("sip:0149891234@pbx.test");
        try
        {
            await _stranger.AcceptAsync();
            await _stranger.ExpectEndAsync(); // With TLS 1.3 the server hears of it after its own part of the handshake.
        }
        catch (Exception exception) when (exception is IOException or AuthenticationException)
        {
            // Told in the middle of it.
        }

        Assert.StartsWith("SIP/2.0 500 Server Internal Error (the gateway cannot be reached)", await _caller.ReceiveAsync("SIP/2.0 500"), StringComparison.Ordinal);
    }
}
