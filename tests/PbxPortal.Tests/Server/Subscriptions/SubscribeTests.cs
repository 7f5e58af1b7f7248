using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Server.Subscriptions;

/// <summary>What a SUBSCRIBE gets for an answer (RFC 6665, 4.2.1; RFC 3680, 4).</summary>
public sealed class SubscribeTests : IAsyncLifetime
{
    private RegistrarBench _bench = null!;

    public async ValueTask InitializeAsync() => _bench = await RegistrarBench.StartAsync();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Asks_for_credentials_and_keeps_nothing_until_they_are_right()
    {
        var subscriber = new Subscriber(_bench);

        var answer = await _bench.AskAsync(subscriber.Request("Expires: 600"), subscriber.Wire);

        Assert.Equal("401 Unauthorized", answer.Status());
        Assert.NotEmpty(answer.Rows("WWW-Authenticate"));
        Assert.Equal(0, _bench.Notifier.Count);
        Assert.Equal(0, _bench.Transactions.ServerCount);
    }

    [Fact]
    public async Task Grants_a_subscription_and_names_itself_as_the_contact_of_the_dialog()
    {
        var subscriber = new Subscriber(_bench);

        var answer = await subscriber.SubscribeAsync("Expires: 600\nRecord-Route: <sip:edge.example;lr>, <sip:core.example;lr>");

        Assert.Equal("200 OK", answer.Status());
        Assert.Equal("600", answer.Row("Expires"));
        Assert.Equal("<sip:203.0.113.10:5060>", answer.Row("Contact"));
        Assert.Equal("<sip:edge.example;lr>, <sip:core.example;lr>", answer.Row("Record-Route"));
        Assert.Equal(1, _bench.Notifier.Count);
    }

    [Fact]
    public async Task A_connection_that_only_subscribes_is_proved_and_held_until_its_subscription_ends()
    {
        var subscriber = new Subscriber(_bench, protocol: TransportProtocol.Tls);
        await subscriber.SubscribeAsync("Expires: 600");
        var subscribed = (subscriber.Wire.IsAuthenticated, subscriber.Wire.Holds);
        await subscriber.TakeNotifyAsync();
        await subscriber.SubscribeAsync("Expires: 600");
        await subscriber.TakeNotifyAsync();
        var refreshed = subscriber.Wire.Holds;

        await _bench.AdvanceAsync(601);
        _bench.Notifier.Turn();

        Assert.Equal((true, 1), subscribed);
        Assert.Equal((1, 0), (refreshed, subscriber.Wire.Holds));
    }

    [Fact]
    public async Task A_subscription_that_moves_to_another_connection_leaves_the_first_one()
    {
        var subscriber = new Subscriber(_bench, protocol: TransportProtocol.Tls);
        await subscriber.SubscribeAsync("Expires: 600");
        await subscriber.TakeNotifyAsync();
        var first = subscriber.Wire;
        subscriber.Wire = new PhoneWire("192.0.2.9:5061", TransportProtocol.Tls);

        await subscriber.SubscribeAsync("Expires: 600");
        var moved = (first.Holds, subscriber.Wire.Holds);
        await subscriber.TakeNotifyAsync("481 Subscription Does Not Exist");

        Assert.Equal((0, 1), moved);
        Assert.Equal(0, subscriber.Wire.Holds);
    }

    [Fact]
    public async Task Who_proves_no_password_holds_no_connection()
    {
        var subscriber = new Subscriber(_bench, protocol: TransportProtocol.Tls);
        var credentials = new PhoneCredentials("3516", "guessed");

        var answer = await _bench.AskAsync(subscriber.Request("Expires: 600"), credentials, subscriber.Wire);

        Assert.Equal("401 Unauthorized", answer.Status());
        Assert.Equal((false, 0), (subscriber.Wire.IsAuthenticated, subscriber.Wire.Holds));
    }

    [Theory]
    [InlineData("Max-Forwards: 70", "3761")]
    [InlineData("Expires: 60", "60")]
    [InlineData("Expires: 86400", "7200")]
    public async Task Grants_the_default_and_what_lies_between_the_limits(string rows, string granted)
    {
        var answer = await new Subscriber(_bench).SubscribeAsync(rows);

        Assert.Equal(granted, answer.Row("Expires"));
    }

    [Fact]
    public async Task Refuses_a_time_that_is_too_short_with_423()
    {
        var answer = await new Subscriber(_bench).SubscribeAsync("Expires: 59");

        Assert.Equal("423 Interval Too Brief", answer.Status());
        Assert.Equal("60", answer.Row("Min-Expires"));
        Assert.Equal(0, _bench.Notifier.Count);
    }

    [Theory]
    [InlineData("message-summary")]
    [InlineData("presence")]
    [InlineData("reg.winfo")]
    public async Task Refuses_another_package_with_489_and_without_a_challenge(string package)
    {
        var subscriber = new Subscriber(_bench);

        var answer = await _bench.AskAsync(subscriber.Request("Expires: 600", eventValue: package), subscriber.Wire);

        Assert.Equal("489 Bad Event", answer.Status());
        Assert.Equal("reg, dialog", answer.Row("Allow-Events"));
    }

    [Fact]
    public async Task Refuses_a_request_without_Event_too()
    {
        var subscriber = new Subscriber(_bench);

        var answer = await _bench.AskAsync(subscriber.Request("Expires: 600").Without("Event"), subscriber.Wire);

        Assert.Equal("489 Bad Event", answer.Status());
    }

    [Theory]
    [InlineData("application/pidf+xml", "406 Not Acceptable")]
    [InlineData("application/pidf+xml, application/reginfo+xml;q=0.5", "401 Unauthorized")]
    [InlineData("*/*", "401 Unauthorized")]
    public async Task Wants_the_type_of_the_package_accepted(string accept, string status)
    {
        var subscriber = new Subscriber(_bench);

        var answer = await _bench.AskAsync(subscriber.Request($"Accept: {accept}"), subscriber.Wire);

        Assert.Equal(status, answer.Status());
    }

    [Theory]
    [InlineData("Require: eventlist", "420 Bad Extension")]
    [InlineData("Contact: <sip:second@192.0.2.9>", "400 Bad Request (Contact)")]
    public async Task Refuses_what_it_cannot_do(string row, string status)
    {
        var subscriber = new Subscriber(_bench);

        var answer = await _bench.AskAsync(subscriber.Request(row), subscriber.Wire);

        Assert.Equal(status, answer.Status());
    }

    [Fact]
    public async Task Refuses_a_dialog_that_would_take_more_memory_than_real_proxies_need()
    {
        var subscriber = new Subscriber(_bench);

        var answer = await _bench.AskAsync(
            subscriber.Request($"Record-Route: <sip:{new string('a', 5000)}.example;lr>"), subscriber.Wire);

        Assert.Equal("400 Bad Request (Too Long)", answer.Status());
    }

    [Fact]
    public async Task Nobody_hears_of_others_without_the_right_nor_whether_they_exist()
    {
        var answers = new[]
        {
            await new Subscriber(_bench, "3517").SubscribeAsync(of: "3516"),
            await new Subscriber(_bench, "3517").SubscribeAsync(of: "9999"),
        };

        Assert.All(answers, answer => Assert.Equal("403 Not Your Address", answer.Status()));
    }

    [Fact]
    public async Task Who_may_register_for_others_hears_of_them()
    {
        _bench.Directory.Apply(Tenants.Added(Tenants.User(12, "3517") with { MayRegisterOthers = true }));

        var known = await new Subscriber(_bench, "3517").SubscribeAsync(of: "3516");
        var unknown = await new Subscriber(_bench, "3517").SubscribeAsync(of: "9999");

        Assert.Equal("200 OK", known.Status());
        Assert.Equal("404 Not Found", unknown.Status());
    }

    [Fact]
    public async Task A_copy_of_the_request_gets_the_same_answer_and_begins_nothing()
    {
        var subscriber = new Subscriber(_bench);
        var first = await subscriber.SubscribeAsync();
        await subscriber.TakeNotifyAsync();

        var again = await _bench.AskAsync(subscriber.LastRequest, subscriber.Wire);

        Assert.Equal(first, again);
        Assert.Equal(1, _bench.Notifier.Count);
    }

    [Fact]
    public async Task Refreshes_within_the_dialog_and_puts_the_end_off()
    {
        var subscriber = new Subscriber(_bench);
        await subscriber.SubscribeAsync("Expires: 100");
        await subscriber.TakeNotifyAsync();
        await _bench.AdvanceAsync(90);

        var answer = await subscriber.SubscribeAsync("Expires: 100");
        await subscriber.TakeNotifyAsync();
        await _bench.AdvanceAsync(90);
        _bench.Notifier.Turn();

        Assert.Equal("200 OK", answer.Status());
        Assert.Equal($"<sip:3516@acme.example>;tag={subscriber.ToTag}", answer.Row("To"));
        Assert.Equal(1, _bench.Notifier.Count);
    }

    [Theory]
    [InlineData("nobody-knows-this")]
    public async Task A_dialog_that_nobody_knows_gets_481(string tag)
    {
        var subscriber = new Subscriber(_bench) { ToTag = tag };

        var answer = await _bench.AskAsync(subscriber.Request("Expires: 600"), subscriber.Wire);

        Assert.Equal("481 Subscription Does Not Exist", answer.Status());
    }

    [Fact]
    public async Task Another_Call_ID_with_the_tag_of_a_dialog_gets_481()
    {
        var subscriber = new Subscriber(_bench);
        await subscriber.SubscribeAsync();
        var thief = new Subscriber(_bench, "3517") { ToTag = subscriber.ToTag };

        var answer = await _bench.AskAsync(thief.Request("Expires: 0"), thief.Wire);

        Assert.Equal("481 Subscription Does Not Exist", answer.Status());
    }

    [Fact]
    public async Task An_older_request_within_the_dialog_gets_500()
    {
        var subscriber = new Subscriber(_bench);
        await subscriber.SubscribeAsync();
        await subscriber.TakeNotifyAsync();
        var late = subscriber.Request("Expires: 0");
        await subscriber.SubscribeAsync();
        await subscriber.TakeNotifyAsync();

        var credentials = new PhoneCredentials("3516", Tenants.PasswordOf("3516"));
        var answer = await _bench.AskAsync(late, credentials, subscriber.Wire);

        Assert.Equal("500 CSeq Out Of Order", answer.Status());
        Assert.Equal(1, _bench.Notifier.Count);
    }

    [Fact]
    public async Task One_user_has_a_bounded_number_of_subscriptions()
    {
        for (var number = 0; number < 20; number++)
        {
            Assert.Equal("200 OK", (await new Subscriber(_bench).SubscribeAsync()).Status());
        }

        var oneTooMany = await new Subscriber(_bench).SubscribeAsync();

        Assert.Equal("403 Too Many Subscriptions", oneTooMany.Status());
    }

    [Fact]
    public async Task A_disabled_user_gets_nothing()
    {
        _bench.Directory.Apply(Tenants.Added(Tenants.User(11, "3516") with { IsEnabled = false }));

        var answer = await new Subscriber(_bench).SubscribeAsync();

        Assert.Equal("403 User Disabled", answer.Status());
    }

    [Fact]
    public async Task A_domain_that_is_not_ours_gets_404()
    {
        var subscriber = new Subscriber(_bench);
        var request = subscriber.Request("Expires: 600").Replace("acme.example", "elsewhere.example", StringComparison.Ordinal);

        var answer = await _bench.AskAsync(request, subscriber.Wire);

        Assert.Equal("404 Domain Not Served Here", answer.Status());
    }
}
