using System.Xml.Linq;
using PbxPortal.Server.Location;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Server.Subscriptions;

/// <summary>What subscribers are told of registrations (RFC 3680; RFC 6665, 4.2.2).</summary>
public sealed class RegEventTests : IAsyncLifetime
{
    private const string Desk = "sip:3516@192.0.2.4:5060";

    private const string WithInstance = "Contact: <sip:3516@192.0.2.4:5060>;+sip.instance=\"<urn:uuid:1>\"";

    private static readonly XNamespace GruuInfo = "urn:ietf:params:xml:ns:gruuinfo";

    private RegistrarBench _bench = null!;

    public async ValueTask InitializeAsync() => _bench = await RegistrarBench.StartAsync();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task The_first_document_is_full_and_says_init_when_nobody_is_registered()
    {
        var subscriber = new Subscriber(_bench);
        await subscriber.SubscribeAsync("Expires: 600", eventValue: "reg;id=7");

        var notify = await subscriber.TakeNotifyAsync();

        Assert.Equal(["0 full sip:3516@acme.example init"], Subscriber.Read(notify));
        Assert.StartsWith("NOTIFY sip:3516@192.0.2.9:5060 SIP/2.0\n", notify, StringComparison.Ordinal);
        Assert.Equal("reg;id=7", notify.Row("Event"));
        Assert.Equal("active;expires=600", notify.Row("Subscription-State"));
        Assert.Equal("application/reginfo+xml", notify.Row("Content-Type"));
        Assert.Equal("1 NOTIFY", notify.Row("CSeq"));
        Assert.Equal($"<sip:3516@acme.example>;tag={subscriber.ToTag}", notify.Row("From"));
        Assert.Equal("<sip:3516@acme.example>;tag=watcher", notify.Row("To"));
    }

    [Fact]
    public async Task Follows_the_routes_of_the_dialog()
    {
        var subscriber = new Subscriber(_bench);
        await subscriber.SubscribeAsync("Record-Route: <sip:edge.example;lr>\nRecord-Route: <sip:core.example;lr>");

        var notify = await subscriber.TakeNotifyAsync();

        Assert.Equal(["<sip:edge.example;lr>", "<sip:core.example;lr>"], notify.Rows("Route"));
        Assert.StartsWith("NOTIFY sip:3516@192.0.2.9:5060 ", notify, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_of_the_old_kind_stands_in_the_Request_URI()
    {
        var subscriber = new Subscriber(_bench);
        await subscriber.SubscribeAsync("Record-Route: <sip:old.example>, <sip:core.example;lr>");

        var notify = await subscriber.TakeNotifyAsync();

        Assert.StartsWith("NOTIFY sip:old.example SIP/2.0\n", notify, StringComparison.Ordinal);
        Assert.Equal(["<sip:core.example;lr>", "<sip:3516@192.0.2.9:5060>"], notify.Rows("Route"));
    }

    [Fact]
    public async Task Tells_a_new_contact_with_all_that_its_REGISTER_said()
    {
        var subscriber = await SubscribedAsync();
        var phone = new TestPhone(_bench);

        await phone.RegisterAsync("Contact: <sip:3516@192.0.2.4:5060>;q=0.8;+sip.instance=\"<urn:uuid:00000000-0000-1000-8000-000A95A0E128>\";mobility=\"fixed\";expires=300");
        var notify = await NextAsync(subscriber);

        Assert.Equal(["1 partial sip:3516@acme.example active", $"{Desk} active registered"], Subscriber.Read(notify));
        var contact = Assert.Single(Subscriber.Contacts(notify));
        Assert.Equal(
            ("295", "0.8", phone.CallId, "1"),
            ((string?)contact.Attribute("expires"), (string?)contact.Attribute("q"), (string?)contact.Attribute("callid"), (string?)contact.Attribute("cseq")));
        Assert.Equal(
            [("+sip.instance", "\"<urn:uuid:00000000-0000-1000-8000-000A95A0E128>\""), ("mobility", "\"fixed\"")],
            contact.Elements().Where(element => element.Name.LocalName is "unknown-param").Select(parameter => ((string?)parameter.Attribute("name"), parameter.Value)));
    }

    [Theory]
    [InlineData("<urn:uuid:00000000-0000-1000-8000-000A95A0E128>", "sip:3516@acme.example;gr=urn:uuid:00000000-0000-1000-8000-000A95A0E128")]
    [InlineData("<urn:x;y=z>", "sip:3516@acme.example;gr=urn:x%3By%3Dz")]
    public async Task Tells_the_public_GRUU_of_a_contact_that_names_its_instance(string instance, string gruu)
    {
        var subscriber = await SubscribedAsync();

        await new TestPhone(_bench).RegisterAsync($"Contact: <sip:3516@192.0.2.4:5060>;+sip.instance=\"{instance}\"");

        var element = Subscriber.Contacts(await NextAsync(subscriber))[0].Element(GruuInfo + "pub-gruu");
        Assert.Equal(gruu, (string?)element?.Attribute("uri"));
    }

    [Fact]
    public async Task Tells_the_temporary_GRUU_that_the_phone_got_last_and_since_when_its_own_are_valid()
    {
        var subscriber = await SubscribedAsync();
        var phone = new TestPhone(_bench) { CSeq = 40 };
        await phone.RegisterAsync(WithInstance + "\nSupported: gruu");

        var refreshed = await phone.RegisterAsync(WithInstance + "\nSupported: gruu");
        var first = TemporaryGruuOf(await NextAsync(subscriber));
        phone.CallId = "another";
        await phone.RegisterAsync(WithInstance + "\nSupported: gruu");
        var second = TemporaryGruuOf(await NextAsync(subscriber));

        Assert.Contains($"temp-gruu=\"{(string?)first.Attribute("uri")}\"", refreshed, StringComparison.Ordinal);
        Assert.Equal("41", (string?)first.Attribute("first-cseq")); // The two that it has got by now are valid.
        Assert.Equal("43", (string?)second.Attribute("first-cseq")); // Another Call-ID ends them (RFC 5627, 5.1).
        Assert.NotEqual((string?)first.Attribute("uri"), (string?)second.Attribute("uri"));
    }

    [Fact]
    public async Task The_flows_of_one_instance_have_one_temporary_GRUU()
    {
        await TestPhone.OverTcp(_bench, "192.0.2.4:41000").RegisterAsync("Contact: <sip:one@192.0.2.4>;reg-id=1;+sip.instance=\"<urn:uuid:1>\"");
        await _bench.AdvanceAsync(10);
        await TestPhone.OverTcp(_bench, "192.0.2.4:42000").RegisterAsync("Contact: <sip:two@192.0.2.4>;reg-id=2;+sip.instance=\"<urn:uuid:1>\"");
        var subscriber = new Subscriber(_bench);
        await subscriber.SubscribeAsync();

        var contacts = Subscriber.Contacts(await subscriber.TakeNotifyAsync());

        Assert.Equal(2, contacts.Count);
        Assert.Single(contacts.Select(contact => (string?)contact.Element(GruuInfo + "temp-gruu")?.Attribute("uri")).Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_contact_that_has_ended_keeps_its_public_GRUU_alone()
    {
        var (phone, subscriber) = await RegisteredAndSubscribedAsync(WithInstance);

        await phone.RegisterAsync(WithInstance + ";expires=0");

        var contact = Assert.Single(Subscriber.Contacts(await NextAsync(subscriber)));
        Assert.NotNull(contact.Element(GruuInfo + "pub-gruu"));
        Assert.Null(contact.Element(GruuInfo + "temp-gruu"));
    }

    [Fact]
    public async Task Tells_a_refresh_under_the_same_id()
    {
        var phone = new TestPhone(_bench);
        await phone.RegisterAsync();
        var subscriber = new Subscriber(_bench);
        await subscriber.SubscribeAsync();
        var first = await subscriber.TakeNotifyAsync();

        await phone.RegisterAsync();
        var second = await NextAsync(subscriber);

        Assert.Equal(["0 full sip:3516@acme.example active", $"{Desk} active registered"], Subscriber.Read(first));
        Assert.Equal(["1 partial sip:3516@acme.example active", $"{Desk} active refreshed"], Subscriber.Read(second));
        Assert.Equal(IdsOf(first), IdsOf(second));
    }

    [Fact]
    public async Task Tells_that_the_phone_took_its_contact_back()
    {
        var (phone, subscriber) = await RegisteredAndSubscribedAsync();

        await phone.RegisterAsync("Contact: <sip:3516@192.0.2.4:5060>;expires=0");

        Assert.Equal(["1 partial sip:3516@acme.example terminated", $"{Desk} terminated unregistered"], Subscriber.Read(await NextAsync(subscriber)));
    }

    [Fact]
    public async Task Tells_that_the_time_of_a_contact_ran_out()
    {
        var (_, subscriber) = await RegisteredAndSubscribedAsync("Contact: <sip:3516@192.0.2.4:5060>;expires=60");

        await _bench.AdvanceAsync(61);

        Assert.Equal(["1 partial sip:3516@acme.example terminated", $"{Desk} terminated expired"], Subscriber.Read(await NextAsync(subscriber)));
    }

    /// <summary>Its time is not over, and the phone is welcome: not <c>expired</c> (RFC 3680, 4.7.1).</summary>
    [Fact]
    public async Task A_contact_whose_connection_is_lost_is_deactivated_when_its_phone_does_not_come_back()
    {
        var phone = TestPhone.OverTcp(_bench);
        await phone.RegisterAsync();
        var subscriber = await SubscribedAsync();

        await _bench.CloseAsync(phone.Wire);
        await AdvanceAndTurnAsync();
        var within = subscriber.TryTakeNotify(); // The grace is not over.
        await AdvanceAndTurnAsync();

        Assert.Null(within);
        Assert.Equal(["1 partial sip:3516@acme.example terminated", $"{Desk} terminated deactivated"], Subscriber.Read(await NextAsync(subscriber)));
    }

    [Fact]
    public async Task Tells_that_a_phone_has_put_another_contact_in_the_place_of_its_own()
    {
        const string Instance = "+sip.instance=\"<urn:uuid:00000000-0000-1000-8000-000A95A0E128>\"";
        var (phone, subscriber) = await RegisteredAndSubscribedAsync($"Contact: <sip:3516@192.0.2.4:5060>;{Instance}");

        await phone.RegisterAsync($"Contact: <sip:3516@192.0.2.4:5099>;{Instance}");

        Assert.Equal(
            ["1 partial sip:3516@acme.example active", "sip:3516@192.0.2.4:5099 active registered", $"{Desk} terminated unregistered"],
            Subscriber.Read(await NextAsync(subscriber)));
    }

    [Fact]
    public async Task A_log_out_is_told_at_once_as_deactivated_so_that_the_phone_may_come_back()
    {
        var (_, subscriber) = await RegisteredAndSubscribedAsync();

        await _bench.Location.LogOutAsync(_bench.DevicesOf()[0].DeviceId, new LogOutOrder("anna"), TestContext.Current.CancellationToken);
        var notify = subscriber.TryTakeNotify(); // It was sent before the log-out returned, and waited for nothing.

        Assert.Equal(["1 partial sip:3516@acme.example terminated", $"{Desk} terminated deactivated"], Subscriber.Read(notify!));
    }

    [Fact]
    public async Task A_log_out_that_keeps_the_device_out_is_rejected_and_for_an_hour_it_is_probation()
    {
        var (_, subscriber) = await RegisteredAndSubscribedAsync();
        var second = new TestPhone(_bench) { UserAgent = "Zoiper" };
        await second.RegisterAsync("Contact: <sip:3516@192.0.2.4:5070>");
        await NextAsync(subscriber);
        var devices = _bench.DevicesOf().OrderBy(device => device.DeviceId).Select(device => device.DeviceId).ToList();

        await LogOutAsync(devices[0], new LogOutOrder("anna", KeepsOut: true));
        var rejected = subscriber.TryTakeNotify()!;
        await LogOutAsync(devices[1], new LogOutOrder("anna", KeepsOut: true, TimeSpan.FromHours(1)));
        var probation = subscriber.TryTakeNotify()!;

        Assert.Equal([$"{Desk} terminated rejected"], Subscriber.Read(rejected).Skip(1));
        Assert.Equal(["sip:3516@192.0.2.4:5070 terminated probation"], Subscriber.Read(probation).Skip(1));
        Assert.Equal("3600", (string?)Subscriber.Contacts(probation)[0].Attribute("retry-after"));
    }

    [Fact]
    public async Task A_phone_hears_of_its_log_out_before_its_connection_is_closed()
    {
        var phone = TestPhone.OverTcp(_bench);
        await phone.RegisterAsync();
        var subscriber = new Subscriber(_bench, protocol: TransportProtocol.Tcp) { Wire = phone.Wire };
        await subscriber.SubscribeAsync();
        await subscriber.TakeNotifyAsync();

        await LogOutAsync(_bench.DevicesOf()[0].DeviceId, new LogOutOrder("anna"));

        Assert.True(phone.Wire.IsClosed);
        Assert.Equal([$"{Desk} terminated deactivated"], Subscriber.Read(phone.Wire.TryRead()!).Skip(1));
        _bench.Notifier.Turn();
        Assert.Equal(0, _bench.Notifier.Count);
    }

    [Fact]
    public async Task A_user_who_is_disabled_is_told_rejected_and_the_subscription_ends()
    {
        var (_, subscriber) = await RegisteredAndSubscribedAsync();

        _bench.Directory.Apply(Tenants.Added(Tenants.User(11, "3516") with { IsEnabled = false }));
        await _bench.SettleAsync();
        var notify = subscriber.TryTakeNotify()!;

        Assert.Equal("terminated;reason=rejected", notify.Row("Subscription-State"));
        Assert.Equal([$"{Desk} terminated rejected"], Subscriber.Read(notify).Skip(1));
        Assert.Equal(0, _bench.Notifier.Count);
    }

    [Fact]
    public async Task A_user_who_is_deleted_is_no_resource_any_more()
    {
        var subscriber = await SubscribedAsync();

        _bench.Directory.Apply(Tenants.Removed(11));
        await _bench.SettleAsync();
        _bench.Notifier.Turn();

        Assert.Equal("terminated;reason=noresource", subscriber.TryTakeNotify()!.Row("Subscription-State"));
        Assert.Equal(0, _bench.Notifier.Count);
    }

    [Fact]
    public async Task Tells_a_subscriber_no_more_than_once_in_five_seconds()
    {
        var subscriber = await SubscribedAsync();
        var phone = new TestPhone(_bench);
        await phone.RegisterAsync();
        await NextAsync(subscriber);

        await phone.RegisterAsync();
        await new TestPhone(_bench) { UserAgent = "Zoiper" }.RegisterAsync("Contact: <sip:3516@192.0.2.4:5070>");
        await _bench.AdvanceAsync(4.9);
        _bench.Notifier.Turn();
        var tooEarly = subscriber.TryTakeNotify();
        await _bench.AdvanceAsync(0.1);
        _bench.Notifier.Turn();
        var both = subscriber.TryTakeNotify()!;

        Assert.Null(tooEarly);
        Assert.Equal([$"{Desk} active refreshed", "sip:3516@192.0.2.4:5070 active registered"], Subscriber.Read(both).Skip(1).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Waits_with_the_next_NOTIFY_for_the_answer_to_the_last()
    {
        var subscriber = new Subscriber(_bench);
        await subscriber.SubscribeAsync();
        var first = await subscriber.Wire.ReadAsync();
        await new TestPhone(_bench).RegisterAsync();
        await _bench.AdvanceAsync(6);
        _bench.Notifier.Turn();

        var unanswered = Drain(subscriber);
        subscriber.Answer(first);
        _bench.Notifier.Turn();
        var next = await subscriber.TakeNotifyAsync();

        Assert.All(unanswered, copy => Assert.Equal(first, copy)); // Copies, because UDP loses.
        Assert.Equal("2 NOTIFY", next.Row("CSeq"));
    }

    [Fact]
    public async Task A_document_that_was_not_taken_is_followed_by_a_full_one()
    {
        var subscriber = await SubscribedAsync();
        var phone = new TestPhone(_bench);
        await phone.RegisterAsync();
        await AdvanceAndTurnAsync();
        await subscriber.TakeNotifyAsync("500 Server Internal Error");
        await new TestPhone(_bench) { UserAgent = "Zoiper" }.RegisterAsync("Contact: <sip:3516@192.0.2.4:5070>");

        var next = await NextAsync(subscriber);

        Assert.Equal("2 full sip:3516@acme.example active", Subscriber.Read(next)[0]);
        Assert.Equal(3, Subscriber.Read(next).Count);
    }

    [Theory]
    [InlineData("481 Subscription Does Not Exist")]
    [InlineData("404 Not Found")]
    [InlineData("489 Bad Event")]
    public async Task An_answer_that_knows_no_subscription_ends_it(string status)
    {
        var subscriber = new Subscriber(_bench);
        await subscriber.SubscribeAsync();

        await subscriber.TakeNotifyAsync(status);

        Assert.Equal(0, _bench.Notifier.Count);
    }

    [Fact]
    public async Task No_answer_at_all_ends_it()
    {
        var subscriber = new Subscriber(_bench);
        await subscriber.SubscribeAsync();

        _bench.Time.Advance(TimeSpan.FromSeconds(32));

        Assert.Equal(0, _bench.Notifier.Count);
    }

    [Fact]
    public async Task A_connection_that_ends_ends_it()
    {
        var subscriber = new Subscriber(_bench, protocol: TransportProtocol.Tls);
        await subscriber.SubscribeAsync();
        await subscriber.TakeNotifyAsync();

        subscriber.Wire.Close();
        _bench.Notifier.Turn();

        Assert.Equal(0, _bench.Notifier.Count);
    }

    [Fact]
    public async Task Ends_with_a_last_word_when_nobody_refreshes_it()
    {
        var subscriber = new Subscriber(_bench);
        await subscriber.SubscribeAsync("Expires: 60");
        await subscriber.TakeNotifyAsync();

        await _bench.AdvanceAsync(59.9);
        _bench.Notifier.Turn();
        Assert.Null(subscriber.TryTakeNotify());
        await _bench.AdvanceAsync(0.1);
        _bench.Notifier.Turn();

        Assert.Equal("terminated;reason=timeout", subscriber.TryTakeNotify()!.Row("Subscription-State"));
        Assert.Equal(0, _bench.Notifier.Count);
    }

    [Fact]
    public async Task Unsubscribing_gets_the_whole_state_for_the_last_time()
    {
        var (_, subscriber) = await RegisteredAndSubscribedAsync();

        var answer = await subscriber.SubscribeAsync("Expires: 0");
        var notify = await subscriber.TakeNotifyAsync();

        Assert.Equal("0", answer.Row("Expires"));
        Assert.Equal("terminated;reason=timeout", notify.Row("Subscription-State"));
        Assert.Equal(["1 full sip:3516@acme.example active", $"{Desk} active registered"], Subscriber.Read(notify));
        Assert.Equal(0, _bench.Notifier.Count);
    }

    [Fact]
    public async Task A_fetch_gets_the_whole_state_once_and_leaves_nothing_behind()
    {
        await new TestPhone(_bench).RegisterAsync();
        var subscriber = new Subscriber(_bench);

        await subscriber.SubscribeAsync("Expires: 0");
        var notify = await subscriber.TakeNotifyAsync();

        Assert.Equal("terminated;reason=timeout", notify.Row("Subscription-State"));
        Assert.Equal(["0 full sip:3516@acme.example active", $"{Desk} active registered"], Subscriber.Read(notify));
        Assert.Equal(0, _bench.Notifier.Count);
    }

    [Fact]
    public async Task A_refresh_gets_the_whole_state_with_the_next_version()
    {
        var (_, subscriber) = await RegisteredAndSubscribedAsync();

        await subscriber.SubscribeAsync();

        Assert.Equal("1 full sip:3516@acme.example active", Subscriber.Read(await subscriber.TakeNotifyAsync())[0]);
    }

    [Fact]
    public async Task Characters_that_XML_cannot_hold_break_no_document()
    {
        var subscriber = await SubscribedAsync();

        await new TestPhone(_bench).RegisterAsync("Contact: <sip:3516@192.0.2.4:5060>;x=\"a&b<c\uFFFE\"");

        Assert.Equal("\"a&b<c?\"", Subscriber.Contacts(await NextAsync(subscriber))[0].Elements().Last().Value);
    }

    private static XElement TemporaryGruuOf(string notify) =>
        Subscriber.Contacts(notify).Select(contact => contact.Element(GruuInfo + "temp-gruu")).OfType<XElement>().Single();

    private static IReadOnlyList<string?> IdsOf(string notify) =>
        [.. Subscriber.Contacts(notify).Select(contact => (string?)contact.Attribute("id"))];

    private static List<string> Drain(Subscriber subscriber)
    {
        var texts = new List<string>();
        while (subscriber.Wire.TryRead() is { } text)
        {
            texts.Add(text);
        }

        return texts;
    }

    private Task LogOutAsync(long deviceId, LogOutOrder order) =>
        _bench.Location.LogOutAsync(deviceId, order, TestContext.Current.CancellationToken);

    private async Task<Subscriber> SubscribedAsync()
    {
        var subscriber = new Subscriber(_bench);
        Assert.Equal("200 OK", (await subscriber.SubscribeAsync()).Status());
        await subscriber.TakeNotifyAsync();
        return subscriber;
    }

    private async Task<(TestPhone Phone, Subscriber Subscriber)> RegisteredAndSubscribedAsync(
        string contact = "Contact: <sip:3516@192.0.2.4:5060>")
    {
        var phone = new TestPhone(_bench);
        await phone.RegisterAsync(contact);
        return (phone, await SubscribedAsync());
    }

    private async Task AdvanceAndTurnAsync()
    {
        await _bench.AdvanceAsync(5);
        _bench.Notifier.Turn();
    }

    /// <summary>The next NOTIFY, once the pause between two is over.</summary>
    private async Task<string> NextAsync(Subscriber subscriber)
    {
        await AdvanceAndTurnAsync();
        return await subscriber.TakeNotifyAsync();
    }
}
