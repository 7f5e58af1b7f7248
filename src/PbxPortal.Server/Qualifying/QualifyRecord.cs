using System.Collections.Immutable;
using PbxPortal.Server.Location;

namespace PbxPortal.Server.Qualifying;

/// <summary>What is kept of one device: its last answers and where it stands with the viewers.</summary>
/// <remarks>
/// Guarded by the lock of the table that holds it. 184 bytes, for there may be 300,000: times are milliseconds, and the ring lies
/// within.
/// </remarks>
internal sealed class QualifyRecord(Binding binding)
{
    private const ushort Missed = ushort.MaxValue;

    private SampleRing _ring;
    private long _askedAt;
    private long _answeredAt;
    private int _roundTrip; // Microseconds; 0: never answered.
    private int _toldRoundTrip;
    private ushort _statusCode;
    private byte _count;
    private byte _next;
    private byte _missed;
    private bool _toldSilent;

    /// <summary>Where it was asked last; another one is a device that has registered anew.</summary>
    public Binding Binding { get; private set; } = binding;

    /// <summary>An OPTIONS is on its way.</summary>
    public bool IsAsked { get; private set; }

    public TimeSpan? RoundTrip => _roundTrip == 0 ? null : TimeSpan.FromMicroseconds(_roundTrip);

    public int MissedInARow => _missed;

    public DateTimeOffset AskedAt => DateTimeOffset.FromUnixTimeMilliseconds(_askedAt);

    public DateTimeOffset? AnsweredAt => _roundTrip == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(_answeredAt);

    public void Ask(Binding binding, DateTimeOffset now)
    {
        if (!ReferenceEquals(binding, Binding))
        {
            (Binding, _missed) = (binding, 0); // It has just registered from there, so what it missed elsewhere does not count.
        }

        _askedAt = now.ToUnixTimeMilliseconds();
        IsAsked = true;
    }

    public void NoteAnswer(TimeSpan roundTrip, int statusCode, DateTimeOffset now)
    {
        IsAsked = false;
        _missed = 0;
        _statusCode = (ushort)statusCode;
        _answeredAt = now.ToUnixTimeMilliseconds();
        _roundTrip = Math.Max(1, (int)roundTrip.TotalMicroseconds);
        Add((ushort)Math.Min(Math.Ceiling(roundTrip.TotalMilliseconds), Missed - 1));
    }

    public void NoteMiss()
    {
        IsAsked = false;
        _missed = (byte)Math.Min(_missed + 1, byte.MaxValue);
        Add(Missed);
    }

    /// <summary>The request was not sent, or its connection ended with it: that says nothing of the device.</summary>
    public void NoteNothing() => IsAsked = false;

    /// <summary>
    /// Whether viewers should hear of it: the device has fallen silent or answers again, or its round trip is another than they
    /// were told, by half and by 10 ms at least. So a steady phone costs them nothing.
    /// </summary>
    public bool IsNews(bool isSilent)
    {
        var change = Math.Abs(_roundTrip - _toldRoundTrip);
        if (isSilent == _toldSilent && (_toldRoundTrip != 0 || _roundTrip == 0) && change < Math.Max(10_000, _toldRoundTrip / 2))
        {
            return false;
        }

        (_toldSilent, _toldRoundTrip) = (isSilent, _roundTrip);
        return true;
    }

    public DeviceReach Read() => new()
    {
        RoundTrip = RoundTrip,
        StatusCode = _statusCode,
        AskedAt = AskedAt,
        AnsweredAt = AnsweredAt,
        MissedInARow = _missed,
        History = ReadHistory(),
    };

    private void Add(ushort sample)
    {
        _ring[_next] = sample;
        _next = (byte)((_next + 1) % SampleRing.Length);
        _count = (byte)Math.Min(_count + 1, SampleRing.Length);
    }

    private ImmutableArray<QualifySample> ReadHistory()
    {
        var samples = ImmutableArray.CreateBuilder<QualifySample>(_count);
        for (var age = _count; age > 0; age--)
        {
            var sample = _ring[(_next - age + SampleRing.Length) % SampleRing.Length];
            samples.Add(new QualifySample(sample == Missed ? null : TimeSpan.FromMilliseconds(sample)));
        }

        return samples.MoveToImmutable();
    }
}
