using PbxPortal.Server.Calls;
using PbxPortal.Server.Proxying;

namespace PbxPortal.Tests.Server.Calls;

/// <summary>What the proxy tells becomes what the pages show, and in the end a line in the history.</summary>
public sealed class CallBookTests
{
    private readonly CallBench _bench = new();

    private CallBook Book => _bench.Book;

    [Fact]
    public void Knows_who_calls_whom_where_it_rings_and_since_when()
    {
        var id = Book.Begin(CallBench.Offer());
        _bench.Clock.Advance(TimeSpan.FromSeconds(1));
        Book.Try(id, CallBench.Branch(1));
        Book.Try(id, CallBench.Branch(2, "Linphone"));
        Book.Progress(id, 1, 100);
        Book.Progress(id, 2, 183);

        var call = _bench.Single;

        Assert.Equal(("3517@acme.example", "3516@acme.example"), (call.Caller.Address, call.Callee.Address));
        Assert.Equal(CallBench.Noon, call.StartedAt);
        Assert.Equal([false, true], call.Branches.Select(branch => branch.IsRinging)); // 100 says only that the request is there.
        Assert.Equal(CallBench.Noon.AddSeconds(1), call.Branches[1].RingingAt);
        Assert.True(call.IsRinging && call.IsLive && !call.IsAnswered);
    }

    [Fact]
    public void Knows_who_answered_and_that_the_others_stopped()
    {
        _bench.Talk();

        var call = _bench.Single;

        Assert.Equal((2, CallResult.Answered), (call.AnsweredBy, call.Result));
        Assert.Equal([BranchResult.Elsewhere, BranchResult.Answered], call.Branches.Select(branch => branch.Result));
        Assert.Equal(CallBench.Noon, call.AnsweredAt);
    }

    [Theory]
    [InlineData("a", "b", CallEnding.CallerHungUp)]
    [InlineData("b", "a", CallEnding.CalleeHungUp)]
    public async Task A_BYE_of_either_side_ends_the_call(string from, string to, CallEnding ending)
    {
        _bench.Talk("one");

        Book.HangUp("one", from, to, CallBench.Noon.AddSeconds(65));

        Assert.Empty(Book.Read().Calls);
        var stored = await _bench.StoredAsync();
        Assert.Equal((ending, TimeSpan.FromSeconds(65)), (stored.Ending, stored.Duration));
    }

    [Theory]
    [InlineData("two", "a", "b")]
    [InlineData("one", "x", "b")]
    [InlineData("one", "a", "x")]
    public void A_BYE_of_another_dialog_changes_nothing(string callId, string from, string to)
    {
        _bench.Talk("one");

        Book.HangUp(callId, from, to, CallBench.Noon);

        Assert.True(_bench.Single.IsAnswered);
    }

    [Theory]
    [InlineData(CallResult.Cancelled, 487, BranchResult.Cancelled)]
    [InlineData(CallResult.CallerLost, 487, BranchResult.Cancelled)]
    [InlineData(CallResult.NoAnswer, 408, BranchResult.Failed)]
    public async Task A_call_that_came_to_nothing_is_stored_with_its_cause(CallResult result, int status, BranchResult open)
    {
        var id = _bench.Ring();
        _bench.Clock.Advance(TimeSpan.FromSeconds(20));
        Book.End(id, 1, BranchResult.NoAnswer, 408);

        Book.Finish(id, result, status);

        Assert.Empty(Book.Read().Calls);
        var stored = await _bench.StoredAsync();
        Assert.Equal((result, status, null), (stored.Result, stored.Status, stored.Ending));
        Assert.Equal([BranchResult.NoAnswer, open], stored.Branches.Select(branch => branch.Result)); // Nobody told of the second.
        Assert.Equal(CallBench.Noon.AddSeconds(20), stored.Branches[0].EndedAt);
    }

    [Fact]
    public void What_there_is_to_say_of_a_branch_is_kept()
    {
        var id = _bench.Ring();

        Book.End(id, 1, BranchResult.RefusedElsewhere, 487, "declined on Linphone");

        Assert.Equal(["declined on Linphone", ""], _bench.Single.Branches.Select(branch => branch.Note));
    }

    [Fact]
    public void Two_calls_of_one_user_stand_side_by_side()
    {
        _bench.Talk("one");
        _bench.Ring("two");

        var calls = Book.Read().OfUser(11);

        Assert.Equal([true, false], calls.Select(call => call.IsAnswered));
        Assert.Equal(2, Book.Read().OfUser(12).Length);
        Assert.Empty(Book.Read().OfUser(13));
        Book.HangUp("one", "a", "b", CallBench.Noon);
        Assert.Equal("two", _bench.Single.CallId);
    }

    [Fact]
    public void A_call_that_came_twice_through_the_proxy_is_hung_up_twice()
    {
        var first = Book.Begin(CallBench.Offer("one"));
        var second = Book.Begin(CallBench.Offer("one"));
        foreach (var id in (long[])[first, second])
        {
            Book.Try(id, CallBench.Branch(1));
            Book.Answer(id, 1, "b");
        }

        Book.HangUp("one", "b", "a", CallBench.Noon);

        Assert.Equal(0, Book.Count);
    }

    [Fact]
    public void Of_two_that_answered_at_once_the_one_that_speaks_on_counts()
    {
        var id = _bench.Ring("one");
        Book.Answer(id, 1, "b1");
        Book.Answer(id, 2, "b2");

        Book.HangUp("one", "a", "b1", CallBench.Noon); // The caller ends the one that he does not want (13.2.2.4).
        var speaking = _bench.Single.AnsweredBy;
        Book.HangUp("one", "b2", "a", CallBench.Noon);

        Assert.Equal(2, speaking);
        Assert.Equal(0, Book.Count);
    }

    [Fact]
    public async Task What_comes_late_or_twice_changes_nothing()
    {
        var id = _bench.Talk("one");
        Book.Finish(id, CallResult.Cancelled, 487);
        Book.End(id, 2, BranchResult.Busy, 486);
        Book.Try(id, CallBench.Branch(2, "another"));
        Book.Answer(id, 2, "x");
        var talking = _bench.Single;
        Book.HangUp("one", "a", "b", CallBench.Noon);
        Book.HangUp("one", "a", "b", CallBench.Noon);
        Book.Finish(id, CallResult.Busy, 486);
        Book.Progress(4711, 1, 180);

        Assert.Equal(("b", "Linphone"), (talking.AnsweringBranch!.ToTag, talking.AnsweringBranch.Device));
        await _bench.Recorder.StoreAsync(TestContext.Current.CancellationToken);
        Assert.Equal(CallResult.Answered, Assert.Single(_bench.Store.Calls).Result);
    }

    [Fact]
    public void Devices_ring_and_are_in_calls_and_each_change_is_told_once()
    {
        var told = new List<long>();
        _bench.Devices.Changed += told.AddRange;

        var id = _bench.Ring("one");
        var ringing = StatesOf(1, 2, 70);
        Book.Answer(id, 2, "b");
        Book.End(id, 1, BranchResult.Elsewhere, 487);
        var talking = StatesOf(1, 2, 70);
        Book.HangUp("one", "a", "b", CallBench.Noon);

        Assert.Equal([DeviceCallState.Ringing, DeviceCallState.Ringing, DeviceCallState.Calling], ringing);
        Assert.Equal([DeviceCallState.None, DeviceCallState.InCall, DeviceCallState.InCall], talking);
        Assert.Equal([DeviceCallState.None, DeviceCallState.None, DeviceCallState.None], StatesOf(1, 2, 70));
        Assert.Equal([70, 1, 2, 2, 70, 1, 2, 70], [.. told.Take(3), .. told.Skip(3).Take(2).Order(), told[5], .. told.Skip(6).Order()]);
    }

    [Fact]
    public void A_device_with_two_calls_is_in_a_call_until_the_last_one_ends()
    {
        _bench.Talk("one");
        _bench.Talk("two");

        Book.HangUp("one", "a", "b", CallBench.Noon);
        var between = _bench.Devices.Find(2);
        Book.HangUp("two", "a", "b", CallBench.Noon);

        Assert.Equal((DeviceCallState.InCall, DeviceCallState.None), (between, _bench.Devices.Find(2)));
    }

    [Fact]
    public void A_snapshot_stays_as_it_was_and_is_shared_until_something_changes()
    {
        var id = _bench.Ring();
        var before = Book.Read();
        var same = Book.Read();

        Book.Answer(id, 1, "b");

        Assert.Same(before, same);
        Assert.False(before.Calls[0].IsAnswered);
        Assert.True(Book.Read().Version > before.Version);
    }

    [Fact]
    public async Task A_viewer_who_is_busy_gets_all_changes_as_one()
    {
        await using var viewer = Book.WatchAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await viewer.MoveNextAsync());
        var first = viewer.Current;
        _bench.Talk();

        Assert.True(await viewer.MoveNextAsync());
        var second = viewer.Current;
        var third = viewer.MoveNextAsync().AsTask();
        var waits = !third.IsCompleted;
        _bench.Ring();

        Assert.Empty(first.Calls);
        Assert.True(Assert.Single(second.Calls).IsAnswered);
        Assert.True(waits);
        Assert.True(await third.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_full_book_gives_up_the_oldest()
    {
        for (var call = 0; call <= CallBook.Most; call++)
        {
            Book.Begin(CallBench.Offer($"call-{call}"));
        }

        Assert.InRange(Book.Count, CallBook.Most - 1000, CallBook.Most);
        Assert.DoesNotContain(Book.Read().Calls, call => call.CallId is "call-0");
        await _bench.Recorder.StoreAsync(TestContext.Current.CancellationToken);
        Assert.All(_bench.Store.Calls, call => Assert.Equal((CallResult.Failed, CallEnding.Unknown), (call.Result, call.Ending)));
    }

    [Fact]
    public void Long_texts_are_cut_and_a_call_is_found_all_the_same()
    {
        var callId = new string('c', 5000);
        var id = Book.Begin(CallBench.Offer(callId, fromTag: new string('a', 5000)));
        Book.Try(id, CallBench.Branch(1, new string('d', 5000)));
        Book.Answer(id, 1, "b");
        var kept = _bench.Single;

        Book.HangUp(callId, new string('a', 5000), "b", CallBench.Noon);

        Assert.True(kept.CallId.Length + kept.FromTag.Length + kept.Branches[0].Device.Length < 1000);
        Assert.Equal(0, Book.Count);
    }

    [Fact]
    public void More_branches_than_shown_can_still_answer()
    {
        var id = Book.Begin(CallBench.Offer("one"));
        for (var number = 1; number <= 150; number++)
        {
            Book.Try(id, CallBench.Branch(number));
        }

        Book.Answer(id, 150, "b");
        var answered = _bench.Single;
        Book.HangUp("one", "a", "b", CallBench.Noon);

        Assert.Equal((101, 150), (answered.Branches.Length, answered.AnsweredBy));
        Assert.Equal(0, Book.Count);
    }

    [Fact]
    public async Task When_the_server_stops_what_goes_on_is_stored_as_far_as_it_is_known()
    {
        _bench.Talk();
        _bench.Ring();

        Book.GiveUpAll();

        await _bench.Recorder.StoreAsync(TestContext.Current.CancellationToken);
        Assert.Equal(
            [(CallResult.Answered, CallEnding.ServerStopped), (CallResult.Failed, CallEnding.ServerStopped)],
            _bench.Store.Calls.Select(call => (call.Result!.Value, call.Ending!.Value)));
        Assert.All(_bench.Store.Calls, call => Assert.Null(call.Duration)); // Nobody knows how long it was.
    }

    private DeviceCallState[] StatesOf(params long[] deviceIds) => [.. deviceIds.Select(_bench.Devices.Find)];
}
