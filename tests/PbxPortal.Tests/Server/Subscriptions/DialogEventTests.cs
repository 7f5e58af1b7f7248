using System.Xml.Linq;
using PbxPortal.Server.Proxying;
using PbxPortal.Tests.Server.Calls;

namespace PbxPortal.Tests.Server.Subscriptions;

/// <summary>The event package dialog on the wire: what the lamp of a busy key is told (RFC 4235).</summary>
public sealed class DialogEventTests : IAsyncLifetime
{
    private static readonly XNamespace DialogInfo = "urn:ietf:params:xml:ns:dialog-info";

    private RegistrarBench _bench = null!;

    public async ValueTask InitializeAsync() => _bench = await RegistrarBench.StartAsync();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Asks_for_credentials_and_grants_an_hour_to_who_wishes_nothing()
    {
        var subscriber = new Subscriber(_bench);

        var challenge = await _bench.AskAsync(subscriber.Request("Expires: 600", eventValue: "dialog"), subscriber.Wire);
        var granted = await subscriber.SubscribeAsync("Max-Forwards: 70", eventValue: "dialog");
        var notify = await subscriber.TakeNotifyAsync();

        Assert.Equal("401 Unauthorized", challenge.Status());
        Assert.Equal(("200 OK", "3600"), (granted.Status(), granted.Row("Expires")));
        Assert.Equal(("dialog", "application/dialog-info+xml"), (notify.Row("Event"), notify.Row("Content-Type")));
        Assert.StartsWith("active;expires=", notify.Row("Subscription-State"), StringComparison.Ordinal);
        Assert.Equal(["0 full sip:3516@acme.example"], Read(notify)); // No dialog elements: nobody calls.
    }

    [Fact]
    public async Task A_colleague_sees_a_lamp_ring_burn_and_go_out_and_not_with_whom()
    {
        var colleague = await SubscribedAsync("3517");

        var id = Ring();
        var ringing = await NextAsync(colleague);
        _bench.Calls.Answer(id, 1, "b");
        var talking = await NextAsync(colleague);
        _bench.Calls.HangUp("one", "a", "b", _bench.Time.GetUtcNow());
        var ended = await NextAsync(colleague);

        Assert.Equal(["1 full sip:3516@acme.example", "lamp recipient early"], Read(ringing));
        Assert.Equal(["2 full sip:3516@acme.example", "lamp  confirmed"], Read(talking));
        Assert.Equal(["3 full sip:3516@acme.example", "lamp  terminated"], Read(ended));
        Assert.All([ringing, talking, ended], notify => Assert.DoesNotContain("3517", Body(notify), StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_user_himself_is_told_both_ends_and_the_dialog()
    {
        var own = await SubscribedAsync("3516");
        var id = Ring();
        var early = Assert.Single(Dialogs(await NextAsync(own)));
        _bench.Calls.Answer(id, 1, "b");
        await _bench.AdvanceAsync(30);
        _bench.Notifier.Turn();
        var confirmed = Assert.Single(Dialogs(await own.TakeNotifyAsync()));

        Assert.Equal(
            ("one", null, "a", "recipient"),
            ((string?)early.Attribute("call-id"), (string?)early.Attribute("local-tag"), (string?)early.Attribute("remote-tag"), (string?)early.Attribute("direction")));
        Assert.Equal(("b", "a"), ((string?)confirmed.Attribute("local-tag"), (string?)confirmed.Attribute("remote-tag")));
        Assert.Equal((string?)early.Attribute("id"), (string?)confirmed.Attribute("id"));
        Assert.Equal("31", confirmed.Element(DialogInfo + "duration")?.Value);
        var remote = confirmed.Element(DialogInfo + "remote")!.Element(DialogInfo + "identity")!;
        Assert.Equal(("Anna", "sip:3517@acme.example"), ((string?)remote.Attribute("display"), remote.Value));
        Assert.Equal("sip:3516@acme.example", confirmed.Element(DialogInfo + "local")!.Element(DialogInfo + "identity")!.Value);
    }

    [Theory]
    [InlineData("caller", "remote-bye", null)]
    [InlineData("callee", "local-bye", null)]
    [InlineData("cancel", "cancelled", "487")]
    [InlineData("busy", "rejected", "486")]
    [InlineData("no answer", "cancelled", "487")]
    public async Task The_user_himself_is_told_how_a_dialog_ended(string end, string eventWord, string? code)
    {
        var own = await SubscribedAsync("3516");
        var id = Ring();
        await NextAsync(own);
        if (end.StartsWith("calle", StringComparison.Ordinal))
        {
            _bench.Calls.Answer(id, 1, "b");
            await NextAsync(own);
        }

        switch (end)
        {
            case "caller":
                _bench.Calls.HangUp("one", "a", "b", _bench.Time.GetUtcNow());
                break;
            case "callee":
                _bench.Calls.HangUp("one", "b", "a", _bench.Time.GetUtcNow());
                break;
            case "cancel":
                _bench.Calls.Finish(id, CallResult.Cancelled, 487);
                break;
            case "busy":
                _bench.Calls.Finish(id, CallResult.Busy, 486);
                break;
            default:
                _bench.Calls.Finish(id, CallResult.NoAnswer, 408);
                break;
        }

        var dialog = Assert.Single(Dialogs(await NextAsync(own)));
        var state = dialog.Element(DialogInfo + "state")!;
        Assert.Equal(("terminated", eventWord, code), (state.Value, (string?)state.Attribute("event"), (string?)state.Attribute("code")));

        await own.SubscribeAsync(eventValue: "dialog");
        Assert.Empty(Dialogs(await own.TakeNotifyAsync())); // It is over and told.
    }

    [Fact]
    public async Task Who_calls_out_is_an_initiator()
    {
        var own = await SubscribedAsync("3517", of: "3517");
        Ring();

        var dialog = Assert.Single(Dialogs(await NextAsync(own)));

        Assert.Equal(
            ("initiator", "a", null, "early"),
            ((string?)dialog.Attribute("direction"), (string?)dialog.Attribute("local-tag"), (string?)dialog.Attribute("remote-tag"), dialog.Element(DialogInfo + "state")!.Value));
    }

    [Fact]
    public async Task Of_two_calls_the_lamp_shows_the_one_that_is_spoken_on_and_the_user_both()
    {
        var colleague = await SubscribedAsync("3517");
        var own = await SubscribedAsync("3516");
        var first = Ring("one");
        _bench.Calls.Answer(first, 1, "b");
        Ring("two");
        await _bench.AdvanceAsync(1.1);
        _bench.Notifier.Turn();

        Assert.Equal("lamp  confirmed", Read(await colleague.TakeNotifyAsync())[1]);
        Assert.Equal(["confirmed", "early"], Dialogs(await own.TakeNotifyAsync()).Select(dialog => dialog.Element(DialogInfo + "state")!.Value));

        _bench.Calls.HangUp("one", "a", "b", _bench.Time.GetUtcNow());
        Assert.Equal("lamp recipient early", Read(await NextAsync(colleague))[1]);
    }

    [Fact]
    public async Task Tells_once_a_second_at_most_and_nothing_that_reads_the_same()
    {
        var colleague = await SubscribedAsync("3517");
        var id = Ring();
        await NextAsync(colleague);
        _bench.Calls.Try(id, CallBench.Branch(2));
        _bench.Calls.Progress(id, 2, 180);
        await _bench.AdvanceAsync(1.1);
        _bench.Notifier.Turn();
        var same = colleague.TryTakeNotify();

        _bench.Calls.Answer(id, 1, "b");
        _bench.Notifier.Turn();
        var confirmed = await colleague.TakeNotifyAsync();
        _bench.Calls.HangUp("one", "a", "b", _bench.Time.GetUtcNow());
        _bench.Notifier.Turn();
        var early = colleague.TryTakeNotify();

        Assert.Null(same);
        Assert.Contains("confirmed", confirmed, StringComparison.Ordinal);
        Assert.Null(early);
        Assert.Contains("terminated", Body(await NextAsync(colleague)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("3516", "4711", "dialog", "", "404 Not Found")]
    [InlineData("3516", "3517", "dialog;call-id=one;to-tag=x;from-tag=y", "", "403 All Dialogs Or None")]
    [InlineData("3516", "3517", "dialog", "Accept: application/pidf+xml", "406 Not Acceptable")]
    [InlineData("3516", "3517", "dialog", "Accept: application/dialog-info+xml", "200 OK")]
    [InlineData("3516", "3517", "DIALOG;id=7", "", "200 OK")]
    public async Task Grants_every_user_of_the_domain_and_nothing_else(string who, string of, string eventValue, string rows, string expected)
    {
        var subscriber = new Subscriber(_bench, who);

        var answer = await subscriber.SubscribeAsync($"Expires: 600\n{rows}".TrimEnd(), of, eventValue);

        Assert.Equal(expected, answer.Status());
    }

    [Fact]
    public async Task A_refresh_for_the_other_package_is_of_no_subscription()
    {
        var own = await SubscribedAsync("3516");

        var answer = await own.SubscribeAsync(eventValue: "reg");

        Assert.StartsWith("481", answer.Status(), StringComparison.Ordinal);
        Assert.Equal(1, _bench.Notifier.Count);
    }

    [Fact]
    public async Task Names_that_XML_cannot_hold_leave_the_document_well_formed()
    {
        var own = await SubscribedAsync("3516");
        var offer = CallBench.Offer();
        var id = _bench.Calls.Begin(offer with { Caller = offer.Caller with { DisplayName = "A\u0001<\"&", Address = "\u0002@x" } });
        _bench.Calls.Try(id, CallBench.Branch(1));
        _bench.Calls.Progress(id, 1, 180);

        var remote = Assert.Single(Dialogs(await NextAsync(own))).Element(DialogInfo + "remote")!.Element(DialogInfo + "identity")!;

        Assert.Equal(("A?<\"&", "sip:?@x"), ((string?)remote.Attribute("display"), remote.Value));
    }

    /// <summary>3517 calls 3516, one device of whom rings.</summary>
    private long Ring(string callId = "one")
    {
        var id = _bench.Calls.Begin(CallBench.Offer(callId) with { At = _bench.Time.GetUtcNow() });
        _bench.Calls.Try(id, CallBench.Branch(1));
        _bench.Calls.Progress(id, 1, 180);
        return id;
    }

    private async Task<Subscriber> SubscribedAsync(string who, string of = "3516")
    {
        var subscriber = new Subscriber(_bench, who);
        Assert.Equal("200 OK", (await subscriber.SubscribeAsync(of: of, eventValue: "dialog")).Status());
        await subscriber.TakeNotifyAsync();
        return subscriber;
    }

    private async Task<string> NextAsync(Subscriber subscriber)
    {
        await _bench.AdvanceAsync(1.1);
        _bench.Notifier.Turn();
        return await subscriber.TakeNotifyAsync();
    }

    private static string Body(string notify) => notify[(notify.IndexOf("\n\n", StringComparison.Ordinal) + 2)..];

    private static List<XElement> Dialogs(string notify) => [.. Subscriber.Document(notify).Elements(DialogInfo + "dialog")];

    private static List<string> Read(string notify)
    {
        var root = Subscriber.Document(notify);
        Assert.Equal(DialogInfo + "dialog-info", root.Name);
        return
        [
            $"{(string?)root.Attribute("version")} {(string?)root.Attribute("state")} {(string?)root.Attribute("entity")}",
            .. Dialogs(notify).Select(dialog =>
                $"{(string?)dialog.Attribute("id")} {(string?)dialog.Attribute("direction")} {dialog.Element(DialogInfo + "state")!.Value}"),
        ];
    }
}
