using PbxPortal.Server.Activity;
using PbxPortal.Server.Location;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Server.Location;

/// <summary>A log-out ends one device's registration and, when asked to, keeps that device out and no other.</summary>
public sealed class LogOutTests
{
    private static readonly LogOutOrder ForAnHour = new("admin", KeepsOut: true, TimeSpan.FromHours(1), "lost in the train");

    [Fact]
    public async Task Ends_the_binding_of_one_device_and_says_so()
    {
        await using var bench = await RegistrarBench.StartAsync();
        await new TestPhone(bench).RegisterAsync("Contact: <sip:a@192.0.2.4>");
        await new TestPhone(bench).RegisterAsync("Contact: <sip:b@192.0.2.5>");
        var deviceId = bench.DevicesOf()[0].DeviceId;

        var outcome = await bench.Location.LogOutAsync(deviceId, new LogOutOrder("admin"), CancellationToken.None);

        Assert.Equal(new LogOutOutcome(WasRegistered: true, ConnectionWasClosed: false, Block: null, OtherDevices: 1), outcome);
        Assert.Equal("sip:b@192.0.2.5", Assert.Single(bench.BindingsOf()).ContactUri);
        Assert.Equal("logged out here", bench.Feed.Find(deviceId)!.Reason);
        var entry = bench.Store.Activity[^1];
        Assert.Equal((ActivityKind.ForcedOut, "admin", deviceId), (entry.Kind, entry.Actor, entry.DeviceId));
        Assert.Single(bench.Store.Bindings);
    }

    [Fact]
    public async Task Without_keep_out_the_next_registration_is_welcome()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench);
        await phone.RegisterAsync();
        await bench.Location.LogOutAsync(bench.DevicesOf()[0].DeviceId, new LogOutOrder("admin"), CancellationToken.None);

        var answer = await phone.RegisterAsync();

        Assert.Equal("200 OK", answer.Status());
    }

    [Fact]
    public async Task Gives_null_for_a_device_that_is_not_there()
    {
        await using var bench = await RegistrarBench.StartAsync();

        Assert.Null(await bench.Location.LogOutAsync(4711, ForAnHour, CancellationToken.None));
    }

    [Fact]
    public async Task A_device_that_is_kept_out_gets_403_with_the_reason_while_the_others_stay()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var (lost, other) = (new TestPhone(bench), new TestPhone(bench));
        await lost.RegisterAsync("Contact: <sip:a@192.0.2.4>");
        await other.RegisterAsync("Contact: <sip:b@192.0.2.5>");
        await bench.Location.LogOutAsync(bench.DevicesOf()[0].DeviceId, ForAnHour, CancellationToken.None);

        var refused = await lost.RegisterAsync("Contact: <sip:a@192.0.2.4>");
        var refreshed = await other.RegisterAsync("Contact: <sip:b@192.0.2.5>");

        Assert.Equal("403 Logged Out By Administrator", refused.Status());
        Assert.Equal("399 acme.example \"lost in the train\"", refused.Row("Warning"));
        Assert.Equal("200 OK", refreshed.Status());
        Assert.Equal(
            [(DeviceStatus.KeptOut, "by admin"), (DeviceStatus.Online, "")],
            bench.DevicesOf().Select(row => (row.Status, row.Reason)));
    }

    [Fact]
    public async Task Each_blocked_device_is_told_its_own_reason()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench);
        await phone.RegisterAsync("Contact: <sip:a@192.0.2.4>;+sip.instance=\"<urn:uuid:1>\"");
        await phone.RegisterAsync("Contact: <sip:b@192.0.2.5>;+sip.instance=\"<urn:uuid:2>\"");
        await bench.Location.LogOutAsync(bench.DevicesOf()[0].DeviceId, ForAnHour with { Reason = "one" }, CancellationToken.None);
        await bench.Location.LogOutAsync(bench.DevicesOf()[1].DeviceId, ForAnHour with { Reason = "two" }, CancellationToken.None);

        var answer = await phone.RegisterAsync("Contact: <sip:b@192.0.2.5>;+sip.instance=\"<urn:uuid:2>\"");

        Assert.Equal("399 acme.example \"two\"", answer.Row("Warning"));
    }

    [Fact]
    public async Task The_block_ends_after_its_hour()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench);
        await phone.RegisterAsync();
        await bench.Location.LogOutAsync(bench.DevicesOf()[0].DeviceId, ForAnHour, CancellationToken.None);

        await bench.AdvanceAsync(3599.5);
        var before = await phone.RegisterAsync();
        Assert.Equal(DeviceStatus.KeptOut, bench.DevicesOf()[0].Status);
        await bench.AdvanceAsync(0.6);
        Assert.Equal(DeviceStatus.Offline, bench.DevicesOf()[0].Status);
        var after = await phone.RegisterAsync();

        Assert.Equal("403 Logged Out By Administrator", before.Status());
        Assert.Equal("200 OK", after.Status());
        Assert.Single(bench.Store.Commits.SelectMany(commit => commit.RemovedBlocks));
    }

    [Fact]
    public async Task A_block_without_an_end_lasts_until_somebody_allows_the_device()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench);
        await phone.RegisterAsync();
        var deviceId = bench.DevicesOf()[0].DeviceId;
        await bench.Location.LogOutAsync(deviceId, new LogOutOrder("admin", KeepsOut: true), CancellationToken.None);
        await bench.AdvanceAsync(TimeSpan.FromDays(3));

        var before = await phone.RegisterAsync();
        Assert.True(await bench.Location.AllowAsync(deviceId, "admin", CancellationToken.None));
        Assert.False(await bench.Location.AllowAsync(deviceId, "admin", CancellationToken.None));
        var after = await phone.RegisterAsync();

        Assert.Equal("403 Logged Out By Administrator", before.Status());
        Assert.Equal("200 OK", after.Status());
        Assert.Contains(bench.Store.Activity, entry => entry is { Kind: ActivityKind.Allowed, Actor: "admin" });
    }

    [Fact]
    public async Task A_block_outlives_a_restart()
    {
        var first = await RegistrarBench.StartAsync();
        await new TestPhone(first).RegisterAsync();
        await first.Location.LogOutAsync(first.DevicesOf()[0].DeviceId, ForAnHour, CancellationToken.None);
        await using var bench = await first.RestartAsync();

        var answer = await new TestPhone(bench).RegisterAsync();

        Assert.Equal("403 Logged Out By Administrator", answer.Status());
    }

    [Fact]
    public async Task A_device_that_comes_back_from_another_port_or_as_another_instance_is_still_kept_out()
    {
        await using var bench = await RegistrarBench.StartAsync();
        await new TestPhone(bench).RegisterAsync("Contact: <sip:3516@10.0.0.5:5060;rinstance=1>");
        await bench.Location.LogOutAsync(bench.DevicesOf()[0].DeviceId, ForAnHour, CancellationToken.None);

        var answer = await new TestPhone(bench).RegisterAsync("Contact: <sip:3516@10.0.0.5:40000;rinstance=2>");

        Assert.Equal("403 Logged Out By Administrator", answer.Status());
    }

    [Fact]
    public async Task A_registered_device_of_the_same_make_beside_it_stays()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var (one, two) = (new TestPhone(bench), new TestPhone(bench));
        await one.RegisterAsync("Contact: <sip:3516@10.0.0.5:5060;rinstance=1>");
        await two.RegisterAsync("Contact: <sip:3516@10.0.0.5:5062;rinstance=2>");
        await bench.Location.LogOutAsync(bench.DevicesOf()[0].DeviceId, ForAnHour, CancellationToken.None);

        var answer = await two.RegisterAsync("Contact: <sip:3516@10.0.0.5:5062;rinstance=2>");

        Assert.Equal("200 OK", answer.Status());
    }

    [Fact]
    public async Task The_other_line_of_an_ATA_stays()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var (one, two) = (new TestPhone(bench) { UserAgent = "Grandstream HT802 1.0.17.5" }, new TestPhone(bench) { UserAgent = "Grandstream HT802 1.0.17.5" });
        await one.RegisterAsync("Contact: <sip:3516@10.0.0.5:5060>");
        await bench.Location.LogOutAsync(bench.DevicesOf()[0].DeviceId, ForAnHour, CancellationToken.None);

        Assert.Equal("200 OK", (await two.RegisterAsync("Contact: <sip:3516@10.0.0.5:5062>")).Status());
        Assert.Equal("403 Logged Out By Administrator", (await one.RegisterAsync("Contact: <sip:3516@10.0.0.5:5060>")).Status());
    }

    [Fact]
    public async Task Closes_the_connection_of_the_device()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = TestPhone.OverTcp(bench);
        await phone.RegisterAsync();

        var outcome = await bench.Location.LogOutAsync(bench.DevicesOf()[0].DeviceId, ForAnHour, CancellationToken.None);

        Assert.True(outcome!.ConnectionWasClosed);
        Assert.True(phone.Wire.IsClosed);
    }

    [Fact]
    public async Task Leaves_a_connection_open_that_another_device_uses_until_that_goes_too()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var wire = new PhoneWire("192.0.2.4:41000", TransportProtocol.Tcp);
        await new TestPhone(bench) { Wire = wire }.RegisterAsync("Contact: <sip:a@192.0.2.4>");
        await new TestPhone(bench, "3517") { Wire = wire }.RegisterAsync("Contact: <sip:b@192.0.2.4>");

        var first = await bench.Location.LogOutAsync(bench.DevicesOf(11)[0].DeviceId, ForAnHour, CancellationToken.None);
        Assert.False(wire.IsClosed);
        var second = await bench.Location.LogOutAsync(bench.DevicesOf(12)[0].DeviceId, ForAnHour, CancellationToken.None);

        Assert.Equal((false, true), (first!.ConnectionWasClosed, second!.ConnectionWasClosed));
        Assert.True(wire.IsClosed);
    }

    [Fact]
    public async Task A_late_retransmission_cannot_bring_the_binding_back()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench);
        await phone.RegisterAsync();
        await bench.Location.LogOutAsync(bench.DevicesOf()[0].DeviceId, new LogOutOrder("admin"), CancellationToken.None);

        var answer = await phone.RepeatAsync();

        Assert.Equal("400 CSeq Out Of Order", answer.Status());
        Assert.Empty(bench.BindingsOf());
    }

    [Fact]
    public async Task Nothing_is_logged_out_when_it_cannot_be_stored()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = TestPhone.OverTcp(bench);
        await phone.RegisterAsync();
        bench.Store.FillTheDisk();

        await Assert.ThrowsAsync<StoreUnavailableException>(
            () => bench.Location.LogOutAsync(bench.DevicesOf()[0].DeviceId, ForAnHour, CancellationToken.None));

        Assert.Single(bench.BindingsOf());
        Assert.False(phone.Wire.IsClosed);
    }

    [Fact]
    public async Task Forgets_a_device_that_is_not_registered_with_its_block_and_no_registered_one()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench);
        await phone.RegisterAsync();
        var deviceId = bench.DevicesOf()[0].DeviceId;

        Assert.False(await bench.Location.ForgetAsync(deviceId, CancellationToken.None));
        await bench.Location.LogOutAsync(deviceId, ForAnHour, CancellationToken.None);
        Assert.True(await bench.Location.ForgetAsync(deviceId, CancellationToken.None));

        Assert.Empty(bench.DevicesOf());
        Assert.Empty(bench.Store.Devices);
        Assert.Equal("200 OK", (await phone.RegisterAsync()).Status());
    }
}
