using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Dapper;
using PbxPortal.Tests.EndToEnd;
using PbxPortal.Tests.Storage;

namespace PbxPortal.Tests.Hosting;

public sealed class ProgramTests : IDisposable
{
    private readonly TemporaryDatabase _temporary = TemporaryDatabase.CreateNothing();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task Stops_at_once_and_in_order_although_a_phone_and_a_browser_keep_their_connections()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no SIGTERM.");
        }

        var (sip, portal) = (FreePort.Next(), FreePort.Next());
        using var process = Start(sip, sip, portal);
        await process.ListensAsync();
        using var phone = new TcpClient();
        await phone.ConnectAsync(IPAddress.Loopback, sip, Cancellation);
        using var browser = new HttpClient();
        var health = await browser.GetAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{portal}/health/ready")), Cancellation);

        var watch = Stopwatch.StartNew();
        await process.TerminateAsync();
        var code = await process.EndsAsync();

        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        Assert.Equal(0, code);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        Assert.Empty(process.Error);
        AssertNoStackTrace(process);
        Assert.Equal(0, await phone.GetStream().ReadAsync(new byte[1], Cancellation));
    }

    [Fact]
    public async Task Says_in_one_line_that_the_UDP_port_is_in_use()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)taken.LocalEndPoint!).Port;

        using var process = Start(port, FreePort.Next(), FreePort.Next());

        await AssertRefusesAsync(process, $"PbxPortal cannot start: Cannot listen on udp:127.0.0.1:{Text(port)}: the port is in use by another program. End what uses it");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Says_in_one_line_that_a_TCP_port_is_in_use(bool isPortal)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var free = FreePort.Next();

        using var process = isPortal ? Start(free, free, port) : Start(free, port, FreePort.Next());

        await AssertRefusesAsync(process, $"PbxPortal cannot start: Cannot listen on 127.0.0.1:{Text(port)}: the port is in use by another program. End what uses it");
    }

    [Fact]
    public async Task Says_in_one_line_that_an_address_is_not_of_this_machine()
    {
        var free = FreePort.Next();

        using var process = PortalProcess.Start(
            _temporary.Folder, Setting("Storage:Path", _temporary.Database.Path), "--Urls=http://203.0.113.77:8080",
            Setting("Sip:Listen:0", $"udp:127.0.0.1:{Text(free)}"), Setting("Sip:Listen:1", $"tcp:127.0.0.1:{Text(free)}"));

        await AssertRefusesAsync(
            process, "PbxPortal cannot start: an address of Urls or Sip:Listen cannot be used: the address belongs to no network interface of this machine.");
    }

    [Fact]
    public async Task Says_all_mistakes_of_the_settings_at_once_and_creates_nothing()
    {
        using var process = PortalProcess.Start(
            _temporary.Folder, Setting("Storage:Path", _temporary.Database.Path), "--Urls=localhost", "--Sip:Listen:0=carrier-pigeon",
            "--Registrar:MinExpires=soon", "--Storage:Durability=Often");

        var code = await process.EndsAsync();

        Assert.Equal(1, code);
        Assert.Equal("PbxPortal cannot start with these settings:", process.Error[0]);
        Assert.Equal(
            ["Registrar:MinExpires", "Sip:Listen:", "Storage:Durability", "Urls:"],
            process.Error.Skip(1).Select(line => line.Trim().Split(' ')[0]).Order(StringComparer.Ordinal));
        Assert.All(process.Error.Skip(1), line => Assert.Contains("Example", line, StringComparison.Ordinal));
        AssertNoStackTrace(process);
        Assert.False(File.Exists(_temporary.Database.Path));
    }

    [Fact]
    public async Task Says_in_one_line_that_the_settings_cannot_be_read()
    {
        await File.WriteAllTextAsync(Path.Combine(_temporary.Folder, "appsettings.json"), "{ \"Urls\": ", Cancellation);

        using var process = PortalProcess.Start(_temporary.Folder, Setting("Storage:Path", _temporary.Database.Path));

        await AssertRefusesAsync(process, "PbxPortal cannot start: Failed to load configuration from file");
    }

    [Fact]
    public async Task Says_in_one_line_that_the_database_is_from_a_newer_version()
    {
        await _temporary.Database.PrepareAsync(Cancellation);
        _temporary.FromOutside(connection => connection.Execute("INSERT INTO migration (ScriptName, Applied) VALUES ('0999_later.sql', '2030-01-01');"));

        using var process = Start(FreePort.Next(), FreePort.Next(), FreePort.Next());

        await AssertRefusesAsync(process, "PbxPortal cannot start: The database");
        Assert.Contains("from a newer version of PbxPortal", process.Error[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_in_one_line_that_the_folder_of_the_database_cannot_be_used()
    {
        var file = Path.Combine(_temporary.Folder, "file");
        await File.WriteAllTextAsync(file, "", Cancellation);

        using var process = PortalProcess.Start(_temporary.Folder, Setting("Storage:Path", Path.Combine(file, "pbxportal.db")));

        await AssertRefusesAsync(process, "PbxPortal cannot start: The folder of the database");
    }

    private PortalProcess Start(int udp, int tcp, int portal) => PortalProcess.Start(
        _temporary.Folder,
        Setting("Storage:Path", _temporary.Database.Path),
        Setting("Urls", $"http://127.0.0.1:{Text(portal)}"),
        Setting("Sip:Listen:0", $"udp:127.0.0.1:{Text(udp)}"),
        Setting("Sip:Listen:1", $"tcp:127.0.0.1:{Text(tcp)}"));

    private static async Task AssertRefusesAsync(PortalProcess process, string expected)
    {
        var code = await process.EndsAsync();

        AssertNoStackTrace(process);
        Assert.Equal(1, code);
        Assert.StartsWith(expected, Assert.Single(process.Error), StringComparison.Ordinal);
        Assert.DoesNotContain(process.Output, line => line.Contains("The portal is at", StringComparison.Ordinal));
    }

    private static void AssertNoStackTrace(PortalProcess process)
    {
        string[] lines = [.. process.Output, .. process.Error];
        Assert.DoesNotContain(
            lines,
            line => line.StartsWith("fail:", StringComparison.Ordinal)
                || line.StartsWith("crit:", StringComparison.Ordinal)
                || line.TrimStart().StartsWith("at ", StringComparison.Ordinal));
    }

    private static string Setting(string key, string value) => $"--{key}={value}";

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
