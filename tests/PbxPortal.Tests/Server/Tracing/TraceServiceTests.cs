using PbxPortal.Server.Admission;
using PbxPortal.Server.Tracing;

namespace PbxPortal.Tests.Server.Tracing;

public sealed class TraceServiceTests : IAsyncLifetime
{
    private static readonly TimeSpan FiveMinutes = TimeSpan.FromMinutes(5);

    private RegistrarBench _bench = null!;

    public async ValueTask InitializeAsync() => _bench = await RegistrarBench.StartAsync();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Nobody_listens_while_nobody_is_watched()
    {
        Assert.Null(_bench.Tap.Listener);

        var trace = Watch(Subject("3516"));
        Assert.NotNull(_bench.Tap.Listener);
        await _bench.AdvanceAsync(FiveMinutes);

        Assert.Null(_bench.Tap.Listener);
        Assert.True(_bench.Traces.Find(trace.Id)!.IsOver);
    }

    [Fact]
    public async Task A_watched_user_is_seen_in_both_directions_and_nobody_else_is()
    {
        var trace = Watch(Subject("3516"));

        await Phone("3517", "192.0.2.5:5060").RegisterAsync();
        await Phone("3516", "192.0.2.4:5060").RegisterAsync();
        await Phone("3516", "192.0.2.6:5060", "globex.example").RegisterAsync();

        Assert.Equal(["REGISTER", "401 Unauthorized", "REGISTER", "200 OK"], TitlesOf(trace));
        Assert.Equal([true, false, true, false], MessagesOf(trace).Select(message => message.IsReceived));
        Assert.All(MessagesOf(trace), message => Assert.Equal(("192.0.2.4:5060", 11), (message.Peer.ToString(), message.Owner.UserId!.Value)));
    }

    [Fact]
    public async Task The_answer_says_why_it_refuses()
    {
        var trace = Watch(Subject("3516"));

        await Mistaken("3516").RegisterAsync();

        Assert.Equal(["", "", "", "wrong password"], MessagesOf(trace).Select(message => message.Note));
    }

    [Fact]
    public async Task What_a_phone_proves_its_password_with_is_not_kept()
    {
        var trace = Watch(Subject("3516"));
        var phone = Phone("3516", "192.0.2.4:5060");

        await phone.RegisterAsync();

        var secrets = phone.LastRequest.Row("Authorization").Split("response=\"")[1][..32];
        Assert.All(MessagesOf(trace), message => Assert.DoesNotContain(secrets, message.Text, StringComparison.Ordinal));
        Assert.All(MessagesOf(trace), message => Assert.DoesNotContain("0a4f113b", message.Text, StringComparison.Ordinal));
        Assert.Equal(MessagesOf(trace)[2].Length, MessagesOf(trace)[2].Bytes.Length);
    }

    [Fact]
    public async Task A_watched_address_is_seen_whoever_it_is()
    {
        Assert.True(SourceNetwork.TryParse("192.0.2.4", out var source, out _));
        var trace = Watch(TraceSubject.Of(source));

        await Phone("3517", "192.0.2.5:5060").RegisterAsync();
        await Phone("3516", "192.0.2.4:5060").RegisterAsync();
        _bench.Deliver("NONSENSE", new PhoneWire("192.0.2.4:5070") { Tap = _bench.Tap });

        Assert.Equal(["REGISTER", "401 Unauthorized", "REGISTER", "200 OK", "no SIP message"], TitlesOf(trace));
        Assert.StartsWith("cannot be read: ", MessagesOf(trace)[^1].Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_phone_of_the_user_that_names_a_domain_which_is_not_served_is_seen_too()
    {
        var trace = Watch(Subject("3516"));

        await _bench.AskAsync(Phone("3516", "192.0.2.4:5060", "old.example").Request("Contact: <sip:3516@192.0.2.4>"), Wire("192.0.2.4:5060"));

        Assert.Equal(["REGISTER", "404 Domain Not Served Here"], TitlesOf(trace));
        Assert.All(MessagesOf(trace), message => Assert.False(message.Owner.IsVisible(_ => true, seesAll: false)));
    }

    [Fact]
    public async Task A_refused_registration_is_kept_although_nobody_watches()
    {
        await Mistaken("3516").RegisterAsync();
        await Phone("3517", "192.0.2.5:5060").RegisterAsync();

        var kept = _bench.Traces.FailuresOf(11);
        Assert.Equal(["REGISTER", "401 Unauthorized"], kept.Select(message => message.Title));
        Assert.Equal("wrong password", kept[1].Note);
        Assert.Empty(_bench.Traces.FailuresOf(12));
        Assert.True(SourceNetwork.TryParse("192.0.2.4", out var source, out _));
        Assert.Equal(2, _bench.Traces.FailuresFrom(source).Length);
    }

    [Fact]
    public async Task A_stranger_is_found_by_the_address()
    {
        await _bench.AskAsync(Phone("9999", "192.0.2.4:5060").Request("Contact: <sip:9999@192.0.2.4>"), new PhoneCredentials("9999", "x"), Wire("192.0.2.4:5060"));

        Assert.True(SourceNetwork.TryParse("192.0.2.4", out var source, out _));
        Assert.Equal(["", "unknown user"], _bench.Traces.FailuresFrom(source).Select(message => message.Note));
    }

    [Fact]
    public void Whoever_watches_the_same_joins_and_it_lasts_until_the_last_has_left()
    {
        var first = Watch(Subject("3516"), "anna");
        var second = Watch(Subject("3516"), "bela", TimeSpan.FromMinutes(10));

        Assert.Equal(first.Id, second.Id);
        Assert.Equal(["anna", "bela"], second.Watchers);
        Assert.Equal(TimeSpan.FromMinutes(10), second.EndsAt - second.StartedAt);
        Assert.True(_bench.Traces.Leave(first.Id, "anna"));
        Assert.False(_bench.Traces.Leave(first.Id, "anna"));
        Assert.False(_bench.Traces.Find(first.Id)!.IsOver);
        Assert.True(_bench.Traces.Leave(first.Id, "bela"));
        Assert.True(_bench.Traces.Find(first.Id)!.IsOver);
        Assert.Null(_bench.Tap.Listener);
    }

    [Fact]
    public void One_account_watches_a_few_at_once()
    {
        foreach (var last in Enumerable.Range(1, TraceService.MostPerWatcher))
        {
            Watch(Address(last), "anna");
        }

        var start = _bench.Traces.Start(Address(99), FiveMinutes, "anna");

        Assert.Null(start.Trace);
        Assert.Contains("Stop one of them", start.Obstacle, StringComparison.Ordinal);
        Assert.NotNull(_bench.Traces.Start(Address(99), FiveMinutes, "bela").Trace);
    }

    [Fact]
    public async Task The_oldest_that_is_over_gives_way_and_one_that_runs_does_not()
    {
        foreach (var last in Enumerable.Range(1, TraceService.MostTraces))
        {
            Watch(Address(last), $"account {last}");
        }

        Assert.Contains("as many as may be", _bench.Traces.Start(Address(99), FiveMinutes, "anna").Obstacle, StringComparison.Ordinal);
        await _bench.AdvanceAsync(FiveMinutes);
        Watch(Address(99));

        Assert.Equal(TraceService.MostTraces, _bench.Traces.All.Count);
        Assert.Null(_bench.Traces.Find(1));
        await _bench.AdvanceAsync(TraceService.KeptFor);
        Assert.Single(_bench.Traces.All);
    }

    [Fact]
    public async Task A_flood_of_the_watched_is_bounded_and_counted()
    {
        var trace = Watch(Subject("3516"));
        var wire = Wire("192.0.2.4:5060");
        var request = Phone("3516", "192.0.2.4:5060").Request("Contact: <sip:3516@192.0.2.4>");

        foreach (var _ in Enumerable.Range(0, RunningTrace.MostPerSecond))
        {
            await _bench.AskAsync(request, wire);
        }

        var found = _bench.Traces.Find(trace.Id)!;
        Assert.Equal((RunningTrace.MostPerSecond, RunningTrace.MostPerSecond), (found.Count, found.Dropped));
        await _bench.AdvanceAsync(1);
        await _bench.AskAsync(request, wire);
        Assert.Equal(RunningTrace.MostPerSecond + 2, _bench.Traces.Find(trace.Id)!.Count);
    }

    [Fact]
    public async Task Long_messages_push_out_the_oldest()
    {
        var trace = Watch(Subject("3516"));
        var wire = Wire("192.0.2.4:5060");
        var request = Phone("3516", "192.0.2.4:5060").Request($"Subject: {new string('a', 50_000)}");

        foreach (var _ in Enumerable.Range(0, 20))
        {
            await _bench.AskAsync(request, wire);
        }

        var found = _bench.Traces.Find(trace.Id)!;
        Assert.InRange(found.Bytes, 1, RunningTrace.MostBytes);
        Assert.InRange(found.Dropped, 1, 40);
        Assert.Equal(40, found.Count + found.Dropped);
    }

    private static TraceSubject Subject(string extension) => TraceSubject.Of(Tenants.User(extension is "3516" ? 11 : 12, extension));

    private static TraceSubject Address(int last)
    {
        Assert.True(SourceNetwork.TryParse($"203.0.113.{last}", out var source, out _));
        return TraceSubject.Of(source);
    }

    private Trace Watch(TraceSubject subject, string by = "anna", TimeSpan? duration = null)
    {
        var start = _bench.Traces.Start(subject, duration ?? FiveMinutes, by);
        Assert.Equal("", start.Obstacle);
        return start.Trace!;
    }

    private PhoneWire Wire(string address) => new(address) { Tap = _bench.Tap };

    private TestPhone Phone(string extension, string address, string domain = "acme.example") =>
        new(_bench, extension, domain) { Wire = Wire(address) };

    private TestPhone Mistaken(string extension) =>
        new(_bench, extension) { Wire = Wire("192.0.2.4:5060"), Credentials = new PhoneCredentials(extension, "not this one") };

    private IReadOnlyList<TracedMessage> MessagesOf(Trace trace) => _bench.Traces.MessagesOf(trace.Id);

    private IEnumerable<string> TitlesOf(Trace trace) => MessagesOf(trace).Select(message => message.Title);
}
