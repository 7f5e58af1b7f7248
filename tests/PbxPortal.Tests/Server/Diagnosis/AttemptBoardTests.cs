using PbxPortal.Server.Admission;
using PbxPortal.Server.Diagnosis;

namespace PbxPortal.Tests.Server.Diagnosis;

public sealed class AttemptBoardTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_watcher_sees_the_challenge_and_the_refusal_of_the_one_it_is_about()
    {
        await using var bench = await RegistrarBench.StartAsync();
        await using var seen = bench.Board.WatchAsync(attempt => attempt.UserId == 11, Cancellation).GetAsyncEnumerator(Cancellation);
        var first = seen.MoveNextAsync();
        await new TestPhone(bench, "3517").RegisterAsync();
        await new TestPhone(bench) { Credentials = new PhoneCredentials("3516", "guess") }.RegisterAsync();

        Assert.True(await first);
        Assert.Equal(
            (AttemptOutcome.Challenged, "REGISTER without credentials", "401 Unauthorized"), (seen.Current.Outcome, seen.Current.Sent, seen.Current.Answer));
        Assert.True(await seen.MoveNextAsync());
        Assert.Equal(
            (AttemptOutcome.Refused, "REGISTER with the credentials of 3516", "wrong password", "192.0.2.4:5060"),
            (seen.Current.Outcome, seen.Current.Sent, seen.Current.Meaning, seen.Current.Peer.ToString()));
    }

    [Fact]
    public async Task A_watcher_sees_what_is_met_with_silence()
    {
        await using var bench = await RegistrarBench.StartAsync();
        Assert.True(SourceNetwork.TryParse("192.0.2.4", out var network, out _));
        await bench.Admission.BanAsync(network, length: null, "by hand", "anna", Cancellation);
        await using var seen = bench.Board.WatchAsync(static _ => true, Cancellation).GetAsyncEnumerator(Cancellation);
        var first = seen.MoveNextAsync();

        var phone = new TestPhone(bench);
        bench.Deliver(phone.Request("Contact: <sip:3516@192.0.2.4>"), phone.Wire);

        Assert.True(await first);
        Assert.Equal((AttemptOutcome.NotAnswered, "3516@acme.example", ""), (seen.Current.Outcome, seen.Current.User, seen.Current.Answer));
    }

    [Fact]
    public async Task A_watcher_who_takes_nothing_holds_no_more_than_the_last_ones()
    {
        await using var bench = await RegistrarBench.StartAsync();
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await using var seen = bench.Board.WatchAsync(static _ => true, leaving.Token).GetAsyncEnumerator(leaving.Token);
        var first = seen.MoveNextAsync();
        var phone = new TestPhone(bench);
        for (var message = 0; message < 500; message++)
        {
            await bench.AskAsync(phone.Request("Contact: <sip:3516@192.0.2.4>"), phone.Wire);
        }

        Assert.True(await first);
        await leaving.CancelAsync();
        var rest = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            while (await seen.MoveNextAsync())
            {
                rest++;
            }
        });
        Assert.InRange(rest, 0, 200);
    }
}
