using PbxPortal.Server.Activity;
using PbxPortal.Server.Location;
using PbxPortal.Server.Registration;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Server.Location;

/// <summary>A binding and its connection are one: the one tells the truth about the other.</summary>
public sealed class ConnectionTests
{
    private const string Contact = "Contact: <sip:3516@192.0.2.4:41000;transport=tcp>;+sip.instance=\"<urn:uuid:1>\"";

    [Theory]
    [InlineData(TransportProtocol.Tcp)]
    [InlineData(TransportProtocol.Tls)]
    [InlineData(TransportProtocol.Ws)]
    [InlineData(TransportProtocol.Wss)]
    public async Task A_binding_whose_connection_ends_is_disconnected_at_once_and_leads_nowhere(TransportProtocol transport)
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench) { Wire = new PhoneWire("192.0.2.4:41000", transport) };
        await phone.RegisterAsync(Contact);
        Assert.True(Assert.Single(bench.BindingsOf()).IsReachable);

        await bench.CloseAsync(phone.Wire);

        Assert.False(Assert.Single(bench.BindingsOf()).IsReachable);
        Assert.Null(bench.BindingsOf()[0].Flow);
        var row = Assert.Single(bench.DevicesOf());
        Assert.Equal(
            (DeviceStatus.Disconnected, "connection lost", bench.Time.GetUtcNow(), true, false),
            (row.Status, row.Reason, row.Since, row.IsRegistered, row.IsReachable));
    }

    [Fact]
    public async Task It_ends_after_the_grace_as_connection_lost_and_the_end_is_stored()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = TestPhone.OverTcp(bench);
        await phone.RegisterAsync(Contact);
        await bench.CloseAsync(phone.Wire);

        await bench.AdvanceAsync(7.9);
        Assert.Single(bench.Store.Bindings);
        await bench.AdvanceAsync(0.2);

        Assert.Empty(bench.BindingsOf());
        Assert.Empty(bench.Store.Bindings);
        var row = Assert.Single(bench.DevicesOf());
        Assert.Equal((DeviceStatus.Offline, "connection lost"), (row.Status, row.Reason));
        Assert.Equal(
            [(ActivityKind.Registered, ""), (ActivityKind.ConnectionLost, "the device did not come back")],
            bench.Store.Activity.Select(entry => (entry.Kind, entry.Reason)));
    }

    [Theory]
    [InlineData(0, 0.2)]
    [InlineData(30, 30.2)]
    public async Task The_grace_is_a_setting(int grace, double seconds)
    {
        await using var bench = await RegistrarBench.StartAsync(new RegistrarOptions { ConnectionGrace = grace });
        var phone = TestPhone.OverTcp(bench);
        await phone.RegisterAsync(Contact);
        await bench.CloseAsync(phone.Wire);
        Assert.Single(bench.BindingsOf());

        await bench.AdvanceAsync(seconds);

        Assert.Empty(bench.BindingsOf());
    }

    [Fact]
    public async Task The_same_device_that_comes_back_in_time_has_never_been_away()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = TestPhone.OverTcp(bench);
        await phone.RegisterAsync(Contact);
        var before = Assert.Single(bench.BindingsOf());
        await bench.CloseAsync(phone.Wire);
        await bench.AdvanceAsync(3);
        phone.CallId = "after-a-reload";
        phone.CSeq = 0;
        phone.Wire = new PhoneWire("192.0.2.4:41777", TransportProtocol.Tcp);

        await phone.RegisterAsync(Contact);
        await bench.AdvanceAsync(60);

        var after = Assert.Single(bench.BindingsOf());
        Assert.Equal((before.Id, before.RegisteredAt, true), (after.Id, after.RegisteredAt, after.IsReachable));
        Assert.Equal(DeviceStatus.Online, Assert.Single(bench.DevicesOf()).Status);
        Assert.Equal([ActivityKind.Registered], bench.Store.Activity.Select(entry => entry.Kind));
    }

    [Fact]
    public async Task The_last_request_once_more_over_a_new_connection_brings_the_device_back()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = TestPhone.OverTcp(bench);
        await phone.RegisterAsync(Contact);
        await bench.CloseAsync(phone.Wire);
        phone.Wire = new PhoneWire("192.0.2.4:41777", TransportProtocol.Tcp);
        phone.CSeq--;

        var answer = await phone.RegisterAsync(Contact);

        Assert.Equal("200 OK", answer.Status());
        Assert.True(Assert.Single(bench.BindingsOf()).IsReachable);
    }

    [Fact]
    public async Task A_page_that_is_loaded_again_and_calls_itself_anew_leaves_no_ghost()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var page = new TestPhone(bench) { UserAgent = "JsSIP 3.10.1", Wire = new PhoneWire("192.0.2.4:50001", TransportProtocol.Wss) };
        await page.RegisterAsync("Contact: <sip:7f3k2m1q@a1b2c3d4e5f6.invalid;transport=ws>;+sip.ice;reg-id=1;+sip.instance=\"<urn:uuid:1>\";expires=600");
        await bench.CloseAsync(page.Wire);
        page.CallId = "after-a-reload";
        page.CSeq = 0;
        page.Wire = new PhoneWire("192.0.2.4:50002", TransportProtocol.Wss);

        var answer = await page.RegisterAsync("Contact: <sip:9x8y7z6w@f6e5d4c3b2a1.invalid;transport=ws>;+sip.ice;reg-id=1;+sip.instance=\"<urn:uuid:2>\";expires=600");

        Assert.Single(answer.Rows("Contact"));
        Assert.Equal("sip:9x8y7z6w@f6e5d4c3b2a1.invalid;transport=ws", Assert.Single(bench.DevicesOf()).ContactUri);
        Assert.Equal([ActivityKind.Registered], bench.Store.Activity.Select(entry => entry.Kind));
    }

    [Theory]
    [InlineData("JsSIP 3.10.1", "192.0.2.99:50002")]
    [InlineData("SIP.js/0.21.2", "192.0.2.4:50002")]
    public async Task Another_browser_is_another_device(string userAgent, string remote)
    {
        await using var bench = await RegistrarBench.StartAsync();
        var page = new TestPhone(bench) { UserAgent = "JsSIP 3.10.1", Wire = new PhoneWire("192.0.2.4:50001", TransportProtocol.Wss) };
        await page.RegisterAsync("Contact: <sip:one@one.invalid;transport=ws>;reg-id=1;+sip.instance=\"<urn:uuid:1>\"");
        await bench.CloseAsync(page.Wire);

        await new TestPhone(bench) { UserAgent = userAgent, Wire = new PhoneWire(remote, TransportProtocol.Wss) }
            .RegisterAsync("Contact: <sip:two@two.invalid;transport=ws>;reg-id=1;+sip.instance=\"<urn:uuid:2>\"");

        Assert.Equal(2, bench.DevicesOf().Count);
    }

    [Fact]
    public async Task A_second_page_beside_a_connected_one_is_another_device()
    {
        await using var bench = await RegistrarBench.StartAsync();
        await new TestPhone(bench) { UserAgent = "JsSIP 3.10.1", Wire = new PhoneWire("192.0.2.4:50001", TransportProtocol.Wss) }
            .RegisterAsync("Contact: <sip:one@one.invalid;transport=ws>;reg-id=1;+sip.instance=\"<urn:uuid:1>\"");

        await new TestPhone(bench) { UserAgent = "JsSIP 3.10.1", Wire = new PhoneWire("192.0.2.4:50002", TransportProtocol.Wss) }
            .RegisterAsync("Contact: <sip:two@two.invalid;transport=ws>;reg-id=1;+sip.instance=\"<urn:uuid:2>\"");

        Assert.Equal(2, bench.BindingsOf().Count);
    }

    [Fact]
    public async Task The_end_of_the_old_connection_does_not_touch_a_device_that_has_moved_to_a_new_one()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = TestPhone.OverTcp(bench);
        await phone.RegisterAsync(Contact);
        var old = phone.Wire;
        phone.Wire = new PhoneWire("192.0.2.4:41777", TransportProtocol.Tcp);
        await phone.RegisterAsync(Contact);

        await bench.CloseAsync(old);

        Assert.Equal(DeviceStatus.Online, Assert.Single(bench.DevicesOf()).Status);
    }

    [Fact]
    public async Task All_devices_of_a_shared_connection_are_disconnected_and_no_other()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var shared = new PhoneWire("192.0.2.4:41000", TransportProtocol.Tcp);
        await new TestPhone(bench) { Wire = shared }.RegisterAsync("Contact: <sip:a@192.0.2.4>");
        await new TestPhone(bench) { Wire = shared }.RegisterAsync("Contact: <sip:b@192.0.2.4>");
        await new TestPhone(bench, "3517") { Wire = shared }.RegisterAsync("Contact: <sip:c@192.0.2.4>");
        await TestPhone.OverTcp(bench, "192.0.2.9:41000").RegisterAsync("Contact: <sip:d@192.0.2.9>");

        await bench.CloseAsync(shared);

        Assert.Equal(
            [DeviceStatus.Disconnected, DeviceStatus.Disconnected, DeviceStatus.Online], bench.DevicesOf().Select(row => row.Status));
        Assert.Equal(DeviceStatus.Disconnected, Assert.Single(bench.DevicesOf(12)).Status);
    }

    [Fact]
    public async Task A_connection_that_ends_before_its_binding_is_shown_is_found_all_the_same()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = TestPhone.OverTcp(bench);
        await phone.RegisterAsync(Contact + ";expires=0");
        var disk = bench.Store.HoldTheDisk();
        bench.Deliver(phone.Credentials.Authorize(phone.Request(Contact)), phone.Wire);
        bench.Server.OnBatchEnd();
        phone.Wire.Close();
        bench.Receiver.Close(phone.Wire);

        disk.Release();
        await bench.SettleAsync();
        await bench.SettleAsync();

        Assert.Equal(DeviceStatus.Disconnected, Assert.Single(bench.DevicesOf()).Status);
    }

    [Fact]
    public async Task A_phone_that_is_woken_by_push_falls_asleep_and_stays_until_its_time_runs_out()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = TestPhone.OverTcp(bench);
        await phone.RegisterAsync("Contact: <sip:3516@10.0.0.5;transport=tcp;pn-provider=apns;pn-param=A.b;pn-prid=00fc13>;expires=600");
        Assert.Equal(DeviceStatus.Online, Assert.Single(bench.DevicesOf()).Status);

        await bench.CloseAsync(phone.Wire);
        await bench.AdvanceAsync(599);

        Assert.Equal(DeviceStatus.Asleep, Assert.Single(bench.DevicesOf()).Status);
        Assert.False(Assert.Single(bench.BindingsOf()).IsReachable);
        await bench.AdvanceAsync(1.2);
        Assert.Equal("expired", Assert.Single(bench.DevicesOf()).Reason);
    }

    [Fact]
    public async Task Time_that_runs_out_within_the_grace_is_told_as_what_it_is()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = TestPhone.OverTcp(bench);
        await phone.RegisterAsync(Contact + ";expires=60");
        await bench.AdvanceAsync(58);
        await bench.CloseAsync(phone.Wire);

        await bench.AdvanceAsync(2.2);

        Assert.Equal("expired", Assert.Single(bench.DevicesOf()).Reason);
    }

    [Fact]
    public async Task A_disconnected_device_keeps_no_newcomer_out()
    {
        await using var bench = await RegistrarBench.StartAsync(new RegistrarOptions { MaxDevicesPerUser = 1 });
        var gone = TestPhone.OverTcp(bench);
        await gone.RegisterAsync(Contact);
        await bench.CloseAsync(gone.Wire);

        var answer = await new TestPhone(bench).RegisterAsync("Contact: <sip:new@192.0.2.9>");

        Assert.Equal("200 OK", answer.Status());
        Assert.Equal("sip:new@192.0.2.9", Assert.Single(bench.BindingsOf()).ContactUri);
    }

    [Fact]
    public async Task A_full_disk_hides_no_lost_connection()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = TestPhone.OverTcp(bench);
        await phone.RegisterAsync(Contact);
        bench.Store.FillTheDisk();

        await bench.CloseAsync(phone.Wire);
        Assert.Equal(DeviceStatus.Disconnected, Assert.Single(bench.DevicesOf()).Status);
        await bench.AdvanceAsync(8.2);
        Assert.Equal(DeviceStatus.Offline, Assert.Single(bench.DevicesOf()).Status);
        bench.Store.MakeRoom();
        await new TestPhone(bench, "3517").RegisterAsync();

        Assert.DoesNotContain(bench.Store.Bindings, binding => binding.UserId == 11);
    }

    [Fact]
    public async Task After_a_restart_connections_are_gone_and_their_bindings_wait_longer()
    {
        var first = await RegistrarBench.StartAsync(new RegistrarOptions { RestartGrace = 90 });
        var phone = TestPhone.OverTcp(first);
        await phone.RegisterAsync(Contact);
        await new TestPhone(first, "3517").RegisterAsync("Contact: <sip:udp@192.0.2.5>");
        await using var bench = await first.RestartAsync();

        var row = Assert.Single(bench.DevicesOf());
        Assert.Equal((DeviceStatus.Disconnected, "since the server was started"), (row.Status, row.Reason));
        Assert.False(Assert.Single(bench.BindingsOf()).IsReachable);
        Assert.True(Assert.Single(bench.BindingsOf(12)).IsReachable);
        await bench.AdvanceAsync(89.8);
        Assert.Single(bench.BindingsOf());
        await bench.AdvanceAsync(0.4);

        Assert.Equal("connection lost", Assert.Single(bench.DevicesOf()).Reason);
        Assert.DoesNotContain(bench.Store.Bindings, binding => binding.UserId == 11);
    }

    [Fact]
    public async Task A_row_counts_down_to_the_end_that_really_comes()
    {
        await using var bench = await RegistrarBench.StartAsync(new RegistrarOptions { ConnectionGrace = 20 });
        var (phone, mobile) = (TestPhone.OverTcp(bench), TestPhone.OverTcp(bench, "192.0.2.5:41000"));
        await phone.RegisterAsync(Contact + ";expires=600");
        await mobile.RegisterAsync("Contact: <sip:3516@10.0.0.5;pn-provider=apns;pn-prid=00fc13>;expires=600");
        var promised = bench.Time.GetUtcNow().AddSeconds(600);

        await bench.CloseAsync(phone.Wire);
        await bench.CloseAsync(mobile.Wire);

        Assert.Equal([bench.Time.GetUtcNow().AddSeconds(20), promised], bench.DevicesOf().Select(row => row.ExpiresAt));
        await bench.AdvanceAsync(19.9);
        Assert.Equal(2, bench.BindingsOf().Count);
        await bench.AdvanceAsync(0.2);
        Assert.Single(bench.BindingsOf());
    }

    [Fact]
    public async Task A_phone_that_connects_again_after_a_restart_goes_on_with_its_binding()
    {
        var first = await RegistrarBench.StartAsync();
        var phone = TestPhone.OverTcp(first);
        await phone.RegisterAsync(Contact);
        var before = Assert.Single(first.BindingsOf());
        await using var bench = await first.RestartAsync();
        await bench.AdvanceAsync(60);

        await TestPhone.OverTcp(bench, "192.0.2.4:41777").RegisterAsync(Contact);
        await bench.AdvanceAsync(90);

        var after = Assert.Single(bench.BindingsOf());
        Assert.Equal((before.Id, true), (after.Id, after.IsReachable));
    }

    [Fact]
    public async Task A_log_out_of_a_disconnected_device_ends_it_at_once()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = TestPhone.OverTcp(bench);
        await phone.RegisterAsync(Contact);
        await bench.CloseAsync(phone.Wire);

        var outcome = await bench.Location.LogOutAsync(bench.DevicesOf()[0].DeviceId, new LogOutOrder("admin"), CancellationToken.None);

        Assert.Equal((true, false), (outcome!.WasRegistered, outcome.ConnectionWasClosed));
        Assert.Empty(bench.BindingsOf());
    }
}
