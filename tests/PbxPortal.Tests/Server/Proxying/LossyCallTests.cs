using PbxPortal.Phones;

namespace PbxPortal.Tests.Server.Proxying;

/// <summary>
/// Calls while 20 to 30 percent of all datagrams are lost on each wire: the caller gets the right answer, one device stays in the call, and nothing
/// is left behind.
/// </summary>
public sealed class LossyCallTests
{
    private const int Seeds = 50;

    [Fact]
    public Task One_of_three_answers() => PlayAsync(
        chance => [Rings(chance), Answers(chance, 1000, 8000), Rings(chance)], 200);

    [Fact]
    public Task Two_of_three_answer_at_the_same_moment() => PlayAsync(
        chance => [Answers(chance, 2000, 2400), Rings(chance), Answers(chance, 2000, 2400)], 200);

    [Fact]
    public Task Nobody_wants_it() => PlayAsync(
        chance => [Answers(chance, 500, 6000, "486 Busy Here"), Answers(chance, 500, 6000, "480 Temporarily Unavailable"), Answers(chance, 500, 6000, "486 Busy Here")],
        486);

    [Fact]
    public Task One_declines_for_all() => PlayAsync(chance => [Rings(chance), Answers(chance, 500, 6000, "603 Decline"), Rings(chance)], 603);

    [Fact]
    public Task The_caller_gives_up() => PlayAsync(
        chance => [Rings(chance), Rings(chance), Rings(chance)], 487, givesUp: chance => Milliseconds(chance, 500, 8000));

    /// <summary>Either is right, but nobody may be left who thinks that he is in a call.</summary>
    [Fact]
    public Task The_caller_gives_up_as_one_answers() => PlayAsync(
        chance => [Rings(chance), Answers(chance, 3000, 3500), Rings(chance)], expected: null, givesUp: chance => Milliseconds(chance, 3000, 4000));

    /// <summary>Else a failure here could not be repeated, and a success would mean little.</summary>
    [Fact]
    public async Task The_same_seed_gives_the_same_messages()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var turn = 0; turn < 5; turn++)
        {
            var play = await PlayAsync(seed: 7, [new DevicePlan(T(100)), new DevicePlan(T(200), T(3100)), new DevicePlan(T(300))], T(3000), expected: null);
            seen.Add(string.Join('\n', play.Messages));
        }

        Assert.Single(seen);

        static TimeSpan T(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
    }

    private static TimeSpan Milliseconds(SeededGenerator chance, int from, int to) => TimeSpan.FromMilliseconds(chance.Between(from, to));

    private static DevicePlan Rings(SeededGenerator chance) => new(Milliseconds(chance, 10, 300));

    private static DevicePlan Answers(SeededGenerator chance, int from, int to, string status = "200 OK") =>
        new(Milliseconds(chance, 10, 300), Milliseconds(chance, from, to), status);

    /// <param name="expected">What the caller gets; <c>null</c>: that depends.</param>
    private static async Task PlayAsync(
        Func<SeededGenerator, DevicePlan[]> plans, int? expected, Func<SeededGenerator, TimeSpan>? givesUp = null)
    {
        var failed = new List<string>();
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var chance = new SeededGenerator(seed + 1000);
            var (wrong, messages) = await PlayAsync(seed, plans(chance), givesUp?.Invoke(chance), expected);
            if (wrong is not null)
            {
                failed.Add($"{wrong}\n{string.Join('\n', messages)}");
            }
        }

        Assert.True(failed.Count == 0, string.Join('\n', failed));
    }

    /// <summary>One call; gives what was not as it should be, and all that was sent.</summary>
    private static async Task<(string? Wrong, IReadOnlyList<string> Messages)> PlayAsync(int seed, DevicePlan[] plans, TimeSpan? givesUp, int? expected)
    {
        await using var bench = await RegistrarBench.StartAsync();
        var network = new LossyNetwork(bench, seed, lostPercent: 20 + (seed % 11));
        var caller = new LossyCaller(network, await new CallPhone(bench, "3517", "192.0.2.7:5060").RegisterAsync());
        var devices = new List<LossyDevice>();
        foreach (var plan in plans)
        {
            var phone = await new CallPhone(bench, "3516", $"192.0.2.{11 + devices.Count}:5060").RegisterAsync();
            devices.Add(new LossyDevice(network, phone, plan));
        }

        caller.Call("sip:3516@acme.example");
        if (givesUp is { } moment)
        {
            network.After(moment, caller.GiveUp);
        }

        network.Run(TimeSpan.FromSeconds(80)); // All copies have arrived or been given up.
        var wrong = new List<string>();
        NoteIf(!devices.Where(device => device.IsTalking).Select(device => device.Tag).SequenceEqual(caller.SpeaksTo is { } peer ? [peer] : []), "who talks");
        NoteIf(devices.Exists(device => device.IsRinging), "somebody rings on");
        NoteIf(expected is not null && caller.Final != expected, "the answer");
        var story = $"Seed {seed}: the caller got {caller.Final} and speaks to {caller.SpeaksTo}.\n{string.Join('\n', bench.Book.Lines)}";

        caller.HangUp();
        network.Run(TimeSpan.FromSeconds(80));
        var left = (bench.Proxy.InviteCount, bench.Transactions.ClientCount, bench.Transactions.ServerCount);
        NoteIf(devices.Exists(device => device.IsTalking), "somebody talks on");
        NoteIf(left != (0, 0, 0), $"{left} is left");
        NoteIf(CountOf(bench, "try") != CountOf(bench, "end"), "a branch has no end");
        var report = wrong.Count == 0 ? null : $"{string.Join(", ", wrong)}: {story}\nAfterwards:\n{string.Join('\n', bench.Book.Lines)}";
        return (report, network.Log);

        void NoteIf(bool isWrong, string what)
        {
            if (isWrong)
            {
                wrong.Add(what);
            }
        }
    }

    private static int CountOf(RegistrarBench bench, string word) => bench.Book.Lines.Count(line => line.StartsWith($"{word} ", StringComparison.Ordinal));
}
