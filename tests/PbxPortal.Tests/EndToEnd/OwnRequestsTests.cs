using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using PbxPortal.Phones;
using PbxPortal.Phones.Profiles;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Qualifying;
using PbxPortal.Server.Subscriptions;
using PbxPortal.Sip.Transport;
using PbxPortal.Tests.Server;

namespace PbxPortal.Tests.EndToEnd;

/// <summary>The server's own requests over real sockets: simulated phones and baresip answer them.</summary>
[Collection(nameof(OwnProcesses))]
public sealed class OwnRequestsTests : IAsyncLifetime
{
    private static readonly TimeSpan LongestRun = TimeSpan.FromSeconds(60);

    private static readonly Domain Asking = new(1, ServerHome.Domain, ServerHome.Domain) { QualifySeconds = 30 };

    private readonly ServerHome _home = new();
    private RegistrarBench _bench = null!;
    private UdpTransport _udp = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var user = Tenants.User(11, "100", Asking);
        _bench = await RegistrarBench.StartAsync(new DirectoryChange([Asking], [user], [], []), defaultDomain: ServerHome.Domain);
        _udp = UdpTransport.Bind(Listen(), _bench.Receiver, NullLogger.Instance);
        _udp.Start();
    }

    public async ValueTask DisposeAsync()
    {
        await _udp.DisposeAsync();
        await _bench.DisposeAsync();
        _home.Dispose();
    }

    [Fact]
    public async Task A_phone_over_UDP_answers_OPTIONS_and_NOTIFY()
    {
        await using var phone = Phone(PhoneProfiles.YealinkT46U, _home.Sip);
        Assert.Equal(PhoneState.Registered, await phone.RegisterAsync(Cancelled));

        var reach = await AskedAsync();
        var told = await TellAsync(DeviceNotice.CheckSync);

        Assert.Equal((200, 0), (reach.StatusCode, reach.MissedInARow));
        Assert.Equal((NoticeResult.Answered, 200, "check-sync;reboot=false"), (told!.Result, told.StatusCode, told.Event));
    }

    [Fact]
    public async Task A_phone_over_TCP_answers_over_its_own_connection()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var phone = Phone(PhoneProfiles.YealinkT46U with { Transport = TransportProtocol.Tcp }, (IPEndPoint)listener.LocalEndpoint);
        var registering = phone.RegisterAsync(Cancelled);
        var socket = await listener.AcceptSocketAsync(Cancelled);
        await using var connection = TcpClientConnection.Start(socket, _bench.Receiver, TimeProvider.System, NullLogger.Instance);
        Assert.Equal(PhoneState.Registered, await registering);

        var reach = await AskedAsync();
        var told = await TellAsync(DeviceNotice.Reboot);

        Assert.Equal(200, reach.StatusCode);
        Assert.Equal((NoticeResult.Answered, 200), (told!.Result, told.StatusCode));
        Assert.False(listener.Pending()); // Nobody opened another connection.
    }

    [Fact]
    public async Task Baresip_answers_OPTIONS()
    {
        var baresip = RealClient.Find("baresip", package: "baresip-core");
        var settings = new BaresipSettings(_home.Registrar, new PhoneAccount("100", ServerHome.Domain, Tenants.PasswordOf("100")));
        await using var client = ChildProcess.Start(baresip, ["-f", settings.Folder], _home.Folder, settings.Environment);
        await Patience.UntilAsync(LongestRun, () => Task.FromResult(_bench.BindingsOf().SingleOrDefault()), () => client.Everything);

        var reach = await AskedAsync();
        await settings.SendQuitAsync();

        Assert.Equal(0, await client.WaitForExitAsync(LongestRun));
        Assert.InRange(reach.StatusCode, 200, 699);
        Assert.NotNull(reach.RoundTrip);
    }

    private SipListenEndPoint Listen() =>
        SipListenEndPoint.TryParse($"udp:{_home.Sip}", out var endPoint, out var mistake) ? endPoint : throw new FormatException(mistake);

    private static SimulatedPhone Phone(PhoneProfile profile, IPEndPoint registrar) => new(
        new PhoneAccount("100", ServerHome.Domain, Tenants.PasswordOf("100")),
        profile,
        new PhoneIdentity(new SeededGenerator(5)),
        new PhoneOptions { Registrar = registrar });

    private Task<DeviceReach> AskedAsync()
    {
        var deviceId = _bench.DevicesOf()[0].DeviceId;
        _bench.Qualifier.Turn();
        return Patience.UntilAsync(
            LongestRun,
            () => Task.FromResult(_bench.Reach.Find(deviceId) is { AnsweredAt: not null } answered ? answered : null),
            () => $"{_bench.Reach.Find(deviceId)}");
    }

    private Task<NoticeOutcome?> TellAsync(DeviceNotice notice) =>
        new DeviceNotifier(_bench.Requests, _bench.Table, _bench.Directory, _bench.Feed)
            .NotifyAsync(_bench.DevicesOf()[0].DeviceId, notice, Cancelled);
}
