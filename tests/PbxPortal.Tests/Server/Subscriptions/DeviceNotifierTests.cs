using PbxPortal.Server.Subscriptions;

namespace PbxPortal.Tests.Server.Subscriptions;

/// <summary>Telling a phone to fetch its settings or to reboot.</summary>
public sealed class DeviceNotifierTests : IAsyncLifetime
{
    private RegistrarBench _bench = null!;
    private DeviceNotifier _notifier = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _bench = await RegistrarBench.StartAsync();
        _notifier = new DeviceNotifier(_bench.Requests, _bench.Table, _bench.Directory, _bench.Feed);
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Theory]
    [InlineData("Yealink SIP-T46U 108.86.0.20", "check-sync;reboot=false", "check-sync;reboot=true")]
    [InlineData("snomD785/10.1.54.13", "check-sync;reboot=false", "check-sync;reboot=true")]
    [InlineData("Grandstream GRP2614 1.0.5.48", "resync", "check-sync;reboot=true")]
    [InlineData("Htek UC926 V2.0.4.4.50", "resync", "check-sync;reboot=true")]
    [InlineData("PolycomVVX-VVX_250-UA/6.4.3.5156", "check-sync", "check-sync")]
    [InlineData("PolyEdge-Edge_E350-UA/8.1.0.4158", "check-sync", "check-sync")]
    [InlineData("Cisco/SPA504G-7.6.2c", "resync", "reboot_now")]
    [InlineData("Linksys/SPA942-6.1.5(a)", "resync", "reboot_now")]
    [InlineData("Cisco-CP-8841-3PCC/11.3.4", "check-sync", "check-sync")]
    [InlineData("Aastra 6731i/3.3.1.4365", "check-sync", "check-sync;reboot=true")]
    [InlineData("Mitel 6867i/5.1.0.1051", "check-sync", "check-sync;reboot=true")]
    [InlineData("Fanvil X4U 2.12.4", "check-sync", "check-sync;reboot=true")]
    [InlineData("Panasonic-KX-HDV230/07.101", "check-sync", "check-sync;reboot=true")]
    [InlineData("Digium D65 2_9_13", "check-sync", "check-sync")]
    [InlineData("Avaya J179 IP Phone 4.0", "check-sync;reboot=false", "check-sync;reboot=true")]
    public async Task Says_to_each_make_what_it_understands(string userAgent, string checkSync, string reboot)
    {
        var phone = await RegisteredAsync(userAgent);

        var told = new List<string>();
        foreach (var notice in new[] { DeviceNotice.CheckSync, DeviceNotice.Reboot })
        {
            var telling = _notifier.NotifyAsync(_bench.DevicesOf()[0].DeviceId, notice, Cancelled);
            var notify = await phone.Wire.ReadAsync();
            told.Add(notify.Row("Event"));
            Answer(notify, phone, "200 OK");
            Assert.True((await telling)!.IsAccepted);
        }

        Assert.Equal([checkSync, reboot], told);
    }

    [Fact]
    public async Task Sends_an_unasked_NOTIFY_to_the_contact_over_the_flow_of_the_device()
    {
        var phone = await RegisteredAsync("Yealink SIP-T46U 108.86.0.20");

        var telling = _notifier.NotifyAsync(_bench.DevicesOf()[0].DeviceId, DeviceNotice.CheckSync, Cancelled);
        var notify = await phone.Wire.ReadAsync();
        _bench.Time.Advance(TimeSpan.FromMilliseconds(40));
        Answer(notify, phone, "200 OK");
        var outcome = await telling;

        Assert.StartsWith("NOTIFY sip:3516@192.0.2.4:5060 SIP/2.0\n", notify, StringComparison.Ordinal);
        Assert.Equal("terminated", notify.Row("Subscription-State"));
        Assert.Equal("0", notify.Row("Content-Length"));
        Assert.Equal(
            new NoticeOutcome(NoticeResult.Answered, "check-sync;reboot=false", 200, "OK", TimeSpan.FromMilliseconds(40)), outcome);
    }

    /// <summary>RFC 3327, 5.4: what the proxies on the way of its REGISTER have put into Path is the Route, in the same order.</summary>
    [Fact]
    public async Task A_device_behind_proxies_is_told_through_them()
    {
        var phone = new TestPhone(_bench) { UserAgent = "Yealink SIP-T46U 108.86.0.20" };
        await phone.RegisterAsync(
            "Contact: <sip:3516@10.0.0.4:5060>\nSupported: path\nPath: <sip:core.example;lr>, <sip:token@edge.example;lr;ob>\nPath: <sip:access.example;lr>");

        var telling = _notifier.NotifyAsync(_bench.DevicesOf()[0].DeviceId, DeviceNotice.CheckSync, Cancelled);
        var notify = await phone.Wire.ReadAsync();
        Answer(notify, phone, "200 OK");
        await telling;

        Assert.StartsWith("NOTIFY sip:3516@10.0.0.4:5060 SIP/2.0\n", notify, StringComparison.Ordinal);
        Assert.Equal(["<sip:core.example;lr>, <sip:token@edge.example;lr;ob>, <sip:access.example;lr>"], notify.Rows("Route"));
    }

    [Fact]
    public async Task A_device_without_a_Path_is_told_without_a_Route()
    {
        var phone = await RegisteredAsync("Yealink SIP-T46U 108.86.0.20");

        var telling = _notifier.NotifyAsync(_bench.DevicesOf()[0].DeviceId, DeviceNotice.CheckSync, Cancelled);
        var notify = await phone.Wire.ReadAsync();
        Answer(notify, phone, "200 OK");
        await telling;

        Assert.Empty(notify.Rows("Route"));
    }

    [Theory]
    [InlineData("489 Bad Event", 489, "Bad Event")]
    [InlineData("401 Unauthorized", 401, "Unauthorized")]
    [InlineData("603 Decline", 603, "Decline")]
    public async Task Gives_back_what_a_phone_says_that_does_not_want(string status, int code, string phrase)
    {
        var phone = await RegisteredAsync("snomD785/10.1.54.13");

        var telling = _notifier.NotifyAsync(_bench.DevicesOf()[0].DeviceId, DeviceNotice.Reboot, Cancelled);
        Answer(await phone.Wire.ReadAsync(), phone, status);
        var outcome = (await telling)!;

        Assert.Equal((NoticeResult.Answered, code, phrase, false), (outcome.Result, outcome.StatusCode, outcome.ReasonPhrase, outcome.IsAccepted));
    }

    [Fact]
    public async Task Says_that_no_answer_came_in_32_seconds()
    {
        await RegisteredAsync("Yealink SIP-T46U 108.86.0.20");

        var telling = _notifier.NotifyAsync(_bench.DevicesOf()[0].DeviceId, DeviceNotice.Reboot, Cancelled);
        _bench.Time.Advance(TimeSpan.FromSeconds(32));

        Assert.Equal(NoticeResult.NoAnswer, (await telling)!.Result);
    }

    [Fact]
    public async Task Says_that_the_connection_ended_as_it_does_when_a_phone_reboots_at_once()
    {
        var phone = TestPhone.OverTcp(_bench);
        await phone.RegisterAsync();

        var telling = _notifier.NotifyAsync(_bench.DevicesOf()[0].DeviceId, DeviceNotice.Reboot, Cancelled);
        phone.Wire.Close();
        _bench.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(NoticeResult.ConnectionEnded, (await telling)!.Result);
    }

    [Theory]
    [InlineData("Zoiper rv2.10.11.7-mod", "It is not known how a Zoiper is told.")]
    [InlineData("", "It is not known what device this is, and so not how it is told.")]
    public async Task Sends_nothing_to_a_device_of_an_unknown_make(string userAgent, string reason)
    {
        var phone = await RegisteredAsync(userAgent);

        var outcome = await _notifier.NotifyAsync(_bench.DevicesOf()[0].DeviceId, DeviceNotice.CheckSync, Cancelled);

        Assert.Equal(new NoticeOutcome(NoticeResult.NotSent, "", ReasonPhrase: reason), outcome);
        Assert.Null(phone.Wire.TryRead());
    }

    [Fact]
    public async Task Sends_nothing_to_a_device_that_is_not_registered_or_has_no_flow()
    {
        var phone = TestPhone.OverTcp(_bench);
        await phone.RegisterAsync();
        var deviceId = _bench.DevicesOf()[0].DeviceId;

        phone.Wire.Close();
        var closed = await _notifier.NotifyAsync(deviceId, DeviceNotice.Reboot, Cancelled);
        await _bench.AdvanceAsync(3600);
        var expired = await _notifier.NotifyAsync(deviceId, DeviceNotice.Reboot, Cancelled);

        Assert.StartsWith("There is no way to the device", closed!.ReasonPhrase, StringComparison.Ordinal);
        Assert.Equal("The device is not registered.", expired!.ReasonPhrase);
    }

    [Fact]
    public async Task There_is_nothing_to_tell_to_no_device() =>
        Assert.Null(await _notifier.NotifyAsync(4711, DeviceNotice.Reboot, Cancelled));

    [Theory]
    [InlineData("Algorithm 5")]
    [InlineData("Polyphone")]
    [InlineData("Snomulus")]
    [InlineData("")]
    public void A_name_that_only_begins_like_a_make_is_another(string product) => Assert.Null(NoticeRules.Find(product));

    private async Task<TestPhone> RegisteredAsync(string userAgent)
    {
        var phone = new TestPhone(_bench) { UserAgent = userAgent };
        await phone.RegisterAsync();
        return phone;
    }

    private void Answer(string notify, TestPhone phone, string status) => _bench.Deliver(
        $"""
        SIP/2.0 {status}
        Via: {notify.Row("Via")}
        From: {notify.Row("From")}
        To: {notify.Row("To")};tag=phone
        Call-ID: {notify.Row("Call-ID")}
        CSeq: {notify.Row("CSeq")}
        """,
        phone.Wire);
}
