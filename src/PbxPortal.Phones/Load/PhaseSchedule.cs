namespace PbxPortal.Phones.Load;

/// <summary>Says which phone does what next in a phase, and when.</summary>
/// <remarks>
/// Confined to the loop of its run. Phones take their turns in an order that jumps about, as phones in the field do: neighbours in
/// the registrar's memory do not come one after the other.
/// </remarks>
internal sealed class PhaseSchedule
{
    /// <summary>How many phones are passed over in a mix before it is said that none is free now.</summary>
    private const int MostPassedOver = 256;

    /// <summary>Of a mix at most one phone in so many is silent at once: a small fleet would soon have nobody left who speaks.</summary>
    private const int PhonesPerSilentOne = 10;

    private readonly LoadOptions _options;
    private readonly LoadFleet _fleet;
    private readonly PhasePlan _plan;
    private readonly SeededGenerator _generator;
    private readonly long _begin;
    private readonly long _deadline;
    private readonly double _interval;
    private readonly int _choices;
    private readonly long _stride;
    private readonly IReadOnlyList<(long At, int Phone, OperationKind Kind)>? _appointments;
    private readonly Queue<long> _silences = new();
    private long _turn;

    public PhaseSchedule(LoadOptions options, LoadFleet fleet, PhasePlan plan, SeededGenerator generator, long now)
    {
        (_options, _fleet, _plan, _generator, _begin) = (options, fleet, plan, generator, now);
        var isStorm = plan.Kind == PhaseKind.Storm;
        var length = plan.Length is { } own && !isStorm && own < options.LongestPhase ? own : options.LongestPhase;
        _deadline = now + LoadClock.From(length);
        _appointments = plan.Kind == PhaseKind.Expiry ? ExpiryAppointments.Of(fleet, now) : null;
        _choices = plan.Kind == PhaseKind.Check ? options.Users : fleet.Count;
        _interval = isStorm
            ? LoadClock.From(plan.Length!.Value) / (double)fleet.Count
            : options.Rate > 0 ? LoadClock.Second / options.Rate : 0;
        _stride = StrideOf(_choices);
        IsCounted = isStorm || plan.Length is null;
        Planned = _appointments?.Count ?? (IsCounted ? (long)plan.Rounds * _choices : 0);
    }

    /// <summary>Whether it ends after so many operations, and not after so long.</summary>
    public bool IsCounted { get; }

    public long Planned { get; }

    public long Started { get; private set; }

    public bool IsOpenLoop => _interval > 0 || _appointments is not null;

    public bool IsOver(long now) => now >= _deadline || (IsCounted && Started >= Planned);

    /// <summary>When the next operation should start.</summary>
    public long NextAt => _appointments is null ? _begin + (long)(Started * _interval) : _appointments[(int)Started].At;

    public bool TryPick(long now, out int phone, out OperationKind kind)
    {
        if (_appointments is not null)
        {
            (_, phone, kind) = _appointments[(int)Started];
            Started += _fleet[phone].IsBusy ? 0 : 1;
            return !_fleet[phone].IsBusy;
        }

        var most = _plan.Kind == PhaseKind.Mix ? MostPassedOver : 1;
        for (var passed = 0; passed < most; passed++)
        {
            phone = PhoneAt(_turn);
            if (TryKindFor(_fleet[phone], now, out kind))
            {
                _turn++;
                Started++;
                return true;
            }

            _turn += _plan.Kind == PhaseKind.Mix ? 1 : 0; // Elsewhere the phone that is still busy is waited for.
        }

        (phone, kind) = (0, default);
        return false;
    }

    /// <summary>How long a binding is asked for.</summary>
    public int SecondsFor(OperationKind kind) => kind switch
    {
        OperationKind.LogOut => 0,
        OperationKind.Lapse => _options.LapseSeconds,
        _ when _options.Expires.Shortest == _options.Expires.Longest => _options.Expires.Shortest,
        _ => _generator.Between(_options.Expires.Shortest, _options.Expires.Longest),
    };

    private int PhoneAt(long turn)
    {
        var choice = (int)(turn % _choices * _stride % _choices);
        return _plan.Kind == PhaseKind.Check ? choice * _options.Devices : choice;
    }

    private bool TryKindFor(in LoadPhone phone, long now, out OperationKind kind)
    {
        kind = default;
        if (phone.IsBusy || (_plan.Kind == PhaseKind.Mix && phone.SilentUntil > now))
        {
            return false;
        }

        kind = _plan.Kind switch
        {
            PhaseKind.Refresh => OperationKind.Refresh,
            PhaseKind.Rechal => OperationKind.Rechallenge,
            PhaseKind.Query or PhaseKind.Check => OperationKind.Query,
            PhaseKind.Unreg => OperationKind.LogOut,
            PhaseKind.Mix => MixedKindFor(phone, now),
            _ => OperationKind.Register,
        };
        return true;
    }

    private OperationKind MixedKindFor(in LoadPhone phone, long now)
    {
        if (phone.Doubts.HasFlag(Doubts.Moved))
        {
            return OperationKind.Move; // It does not know where it is registered: it says both again.
        }

        var kind = phone.State == BindingState.Registered ? _options.Mix.Pick(_generator) : OperationKind.Register;
        return kind == OperationKind.Lapse && !TryFallSilent(now) ? OperationKind.Refresh : kind;
    }

    private bool TryFallSilent(long now)
    {
        while (_silences.TryPeek(out var end) && end <= now)
        {
            _silences.Dequeue();
        }

        if (_silences.Count * PhonesPerSilentOne >= _fleet.Count)
        {
            return false;
        }

        _silences.Enqueue(now + OperationOutcome.Silence(_options.LapseSeconds));
        return true;
    }

    /// <summary>About the golden section of the count, and without a common divisor: every phone has its turn in each round.</summary>
    private static long StrideOf(int count)
    {
        var stride = Math.Max((long)(count * 0.618), 1);
        while (GreatestCommonDivisor(stride, count) != 1)
        {
            stride++;
        }

        return stride;
    }

    private static long GreatestCommonDivisor(long left, long right)
    {
        while (right != 0)
        {
            (left, right) = (right, left % right);
        }

        return left;
    }
}
