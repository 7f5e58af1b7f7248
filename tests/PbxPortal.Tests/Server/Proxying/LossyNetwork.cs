using PbxPortal.Phones;

namespace PbxPortal.Tests.Server.Proxying;

/// <summary>
/// The wires of some phones, in the time of the bench: datagrams are lost, doubled and overtake each other in both directions, as the seed says.
/// Of the copies of one message no more than two in a row are lost. Else all would be once in some hundred calls, and there would be no right
/// outcome: a phone that rings, and whose every 180 is lost, cannot be told to stop (RFC 3261, 9.1).
/// </summary>
/// <remarks>Confined to one thread.</remarks>
internal sealed class LossyNetwork(RegistrarBench bench, int seed, int lostPercent)
{
    private const int DoubledPercent = 10;
    private const int LongestWayMilliseconds = 150;
    private const int MostLostInARow = 2;

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan T1 = TimeSpan.FromMilliseconds(500);

    private readonly SeededGenerator _chance = new(seed);
    private readonly PriorityQueue<Action, (TimeSpan At, long Number)> _due = new();
    private readonly List<(CallPhone Phone, Action<string> Receive)> _phones = [];
    private readonly Dictionary<string, int> _lostInARow = new(StringComparer.Ordinal);
    private readonly List<string> _log = [];
    private TimeSpan _now;
    private long _number;

    /// <summary>The longest interval between two copies of all that has one (RFC 3261, T2).</summary>
    public static TimeSpan T2 { get; } = TimeSpan.FromSeconds(4);

    /// <summary>What was sent, by whom and when, and how many copies arrive after how long.</summary>
    public IReadOnlyList<string> Log => _log;

    /// <summary>What comes for the phone is received there.</summary>
    public void Connect(CallPhone phone, Action<string> receive) => _phones.Add((phone, receive));

    public void After(TimeSpan delay, Action action) => _due.Enqueue(action, (_now + delay, ++_number));

    public void SendToServer(CallPhone phone, string message) => Carry($"{phone.Remote} ->", message, () => phone.Deliver(message));

    /// <summary>Sends at once and again after T1, 2*T1 and so on, until it is over or 64*T1 have passed (RFC 3261, 17.1).</summary>
    /// <param name="longest">The longest interval between two copies.</param>
    public void Repeat(Action send, Func<bool> isOver, TimeSpan longest, Action? giveUp = null)
    {
        var start = _now;
        Turn(T1);

        void Turn(TimeSpan interval)
        {
            if (isOver())
            {
                return;
            }

            if (_now - start >= 64 * T1)
            {
                giveUp?.Invoke();
                return;
            }

            send();
            var left = start + (64 * T1) - _now;
            After(interval < left ? interval : left, () => Turn(2 * interval < longest ? 2 * interval : longest));
        }
    }

    public void Run(TimeSpan duration)
    {
        for (var end = _now + duration; _now < end;)
        {
            _now += Step;
            bench.Time.Advance(Step);
            while (_due.TryPeek(out var action, out var due) && due.At <= _now)
            {
                _due.Dequeue();
                action();
            }

            foreach (var (phone, receive) in _phones)
            {
                while (phone.TryReceive() is { } message)
                {
                    Carry($"-> {phone.Remote}", message, () => receive(message));
                }
            }
        }
    }

    private void Carry(string way, string message, Action arrive)
    {
        var delays = new List<int>();
        var sent = $"{way} {message.Split('\n')[0]} ({message.Row("CSeq")})";
        var lostBefore = _lostInARow.GetValueOrDefault(sent);
        var isLost = _chance.Next(100) < lostPercent && lostBefore < MostLostInARow;
        _lostInARow[sent] = isLost ? lostBefore + 1 : 0;
        if (!isLost)
        {
            for (var copies = _chance.Next(100) < DoubledPercent ? 2 : 1; copies > 0; copies--)
            {
                delays.Add(_chance.Between(1, LongestWayMilliseconds));
            }
        }

        _log.Add($"{_now:mm\\:ss\\.fff} {sent}: {(isLost ? "lost" : string.Join(" and ", delays))}");
        delays.ForEach(delay => After(TimeSpan.FromMilliseconds(delay), arrive));
    }
}
