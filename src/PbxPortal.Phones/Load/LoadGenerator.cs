using System.Diagnostics.CodeAnalysis;
using PbxPortal.Sip.Messages;

namespace PbxPortal.Phones.Load;

/// <summary>Plays all phones of a load run against one registrar, phase by phase.</summary>
/// <remarks>
/// Confined to the thread that runs it: one loop takes answers, starts what is due, repeats what has not been answered, sends all of
/// it and waits. It allocates only when a phone is challenged.
/// </remarks>
internal sealed class LoadGenerator : IDisposable
{
    private const int MostUnderWay = 65_536;

    private readonly LoadOptions _options;
    private readonly LoadFleet _fleet;
    private readonly LoadSockets _sockets;
    private readonly LoadProgress _progress;
    private readonly OperationOutcome _outcome;
    private readonly AnswerCheck _answers;
    private readonly LedgerCheck _ledger;
    private readonly SeededGenerator _generator;
    private readonly uint _salt;
    private readonly bool _readsContacts;
    private TransactionTable _table;
    private LoadRequests _requests;
    private PhaseFigures _figures;
    private PhaseSchedule _schedule;
    private byte[] _realm = [];

    /// <param name="options">What to do.</param>
    /// <param name="fleet">Who does it; holds what the phones know from earlier phases and runs.</param>
    /// <param name="salt">Tells this run from others on the wire.</param>
    /// <param name="progress">Told once a second, and what is wrong.</param>
    public LoadGenerator(LoadOptions options, LoadFleet fleet, uint salt, LoadProgress progress)
    {
        (_options, _fleet, _salt, _progress) = (options, fleet, salt, progress);
        _sockets = new LoadSockets(options);
        _answers = new AnswerCheck(fleet);
        _ledger = new LedgerCheck(fleet, _answers);
        _outcome = new OperationOutcome(fleet);
        _generator = new SeededGenerator(options.Seed);
        _readsContacts = options.ReadsContacts;
        Begin(options.Phases[0], 0);
    }

    /// <summary>Whether the registrar's port has refused, and the run was to end then.</summary>
    public bool HasEnded => _options.EndsWhenGone && _sockets.Refusals > 0;

    /// <summary>Runs one phase to its end, or to the end of the run.</summary>
    public PhaseFigures Run(PhasePlan plan, CancellationToken stopping)
    {
        var refusals = _sockets.Refusals;
        var begin = LoadClock.Now;
        Begin(plan, begin);
        var now = begin;
        while (!stopping.IsCancellationRequested && !HasEnded && !(_schedule.IsOver(now) && _table.ActiveCount == 0))
        {
            Receive();
            now = LoadClock.Now;
            StartDue(now);
            RepeatDue(now);
            _sockets.Flush();
            _progress.Tell(_figures, _schedule, _table.ActiveCount, now - begin);
            _sockets.Wait(WaitUntil(now) - now);
        }

        Abandon();
        _figures.Duration = TimeSpan.FromMicroseconds((LoadClock.Now - begin) / (double)LoadClock.Microsecond);
        _figures.Refusals = _sockets.Refusals - refusals;
        return _figures;
    }

    public void Dispose() => _sockets.Dispose();

    [MemberNotNull(nameof(_table), nameof(_requests), nameof(_figures), nameof(_schedule))]
    private void Begin(PhasePlan plan, long now)
    {
        _schedule = new PhaseSchedule(_options, _fleet, plan, _generator, now);
        var capacity = _schedule.IsOpenLoop
            ? plan.Kind == PhaseKind.Storm ? _fleet.Count : Math.Min(MostUnderWay, _fleet.Count)
            : _options.Window;
        if (_table?.Capacity != capacity)
        {
            _table = new TransactionTable(capacity, _salt ^ (uint)plan.GetHashCode());
        }

        _requests = new LoadRequests(_options, _fleet, _sockets, _table);
        _figures = new PhaseFigures(plan);
    }

    private void StartDue(long now)
    {
        while (!_table.IsFull && !_schedule.IsOver(now) && (!_schedule.IsOpenLoop || _schedule.NextAt <= now))
        {
            var intendedAt = _schedule.IsOpenLoop ? _schedule.NextAt : now;
            if (!_schedule.TryPick(now, out var phone, out var kind))
            {
                return;
            }

            var slot = _table.Start();
            ref var transaction = ref _table[slot];
            (transaction.Phone, transaction.Kind, transaction.IntendedAt) = (phone, kind, intendedAt);
            transaction.AskedSeconds = _schedule.SecondsFor(kind);
            _fleet[phone].IsBusy = true;
            Send(slot, now);
        }
    }

    private void Send(int slot, long now)
    {
        _requests.SendNext(slot, now);
        _figures.Requests++;
    }

    private void RepeatDue(long now)
    {
        while (_table.TryFindDue(now, out var slot))
        {
            if (now - _table[slot].SentAt >= LoadClock.From(_options.Timeout))
            {
                _figures.Total.Lost++;
                _figures.Of(_table[slot].Kind).Lost++;
                _outcome.Doubt(_table[slot]);
                End(slot);
            }
            else
            {
                _requests.Repeat(slot, now);
                _figures.Retransmissions++;
            }
        }
    }

    private long WaitUntil(long now)
    {
        var until = Math.Min(Math.Min(_table.NextDue(), now + (100 * LoadClock.Millisecond)), _progress.NextAt);
        if (!_schedule.IsOver(now) && !_table.IsFull)
        {
            // Either nothing is due yet, or no phone is free: then it is asked again soon.
            until = Math.Min(until, _schedule.IsOpenLoop && _schedule.NextAt > now ? _schedule.NextAt : now + LoadClock.Millisecond);
        }

        return _options.Poll > TimeSpan.Zero ? Math.Min(until, now + LoadClock.From(_options.Poll)) : until;
    }

    private void Receive()
    {
        foreach (var socket in _sockets.All)
        {
            var count = socket.Receive();
            var now = count > 0 ? LoadClock.Now : 0;
            for (var index = 0; index < count; index++)
            {
                Take(socket[index], now);
            }
        }
    }

    private void Take(ReadOnlySpan<byte> datagram, long now)
    {
        if (!ResponseText.TryRead(datagram, out var response))
        {
            _figures.Unreadable++;
        }
        else if (!_table.TryFind(response.ReadBranch(), out var slot))
        {
            _figures.Late++;
        }
        else if (response.StatusCode >= (int)StatusCode.Ok)
        {
            _figures.CountCode(response.StatusCode);
            Answer(slot, ref response, now);
        }
    }

    private void Answer(int slot, ref ResponseText response, long now)
    {
        ref readonly var transaction = ref _table[slot];
        var isChallenge = response.StatusCode == (int)StatusCode.Unauthorized;
        if (transaction.Kind == OperationKind.WrongPassword && transaction.HasCredentials)
        {
            var isRefused = isChallenge || response.StatusCode == (int)StatusCode.Forbidden;
            Finish(slot, now, isRefused ? null : "a wrong password was not refused");
        }
        else if (isChallenge && _outcome.TryAccept(transaction, ref response, _options, ref _realm))
        {
            _figures.Challenged++;
            Send(slot, now);
        }
        else if (response.StatusCode == (int)StatusCode.Ok)
        {
            Accept(slot, ref response, now);
        }
        else
        {
            _figures.Total.Failed++;
            _figures.Of(transaction.Kind).Failed++;
            _progress.Complain($"{_fleet.Describe(transaction.Phone)}: {transaction.Kind} was answered with {response.StatusCode}");
            End(slot);
        }
    }

    private void Accept(int slot, ref ResponseText response, long now)
    {
        ref readonly var transaction = ref _table[slot];
        var granted = transaction.AskedSeconds;
        string? mistake = null;
        if (_figures.Plan.Kind == PhaseKind.Check)
        {
            CompareWithLedger(transaction.Phone, ref response);
        }
        else if (_readsContacts)
        {
            mistake = _answers.FindMistake(transaction, ref response, out granted);
        }

        _outcome.Acknowledge(transaction, granted, now);
        Finish(slot, now, mistake);
    }

    private void CompareWithLedger(int firstPhone, ref ResponseText response)
    {
        foreach (var broken in _ledger.FindBroken(firstPhone, ref response, OperationOutcome.UnixNow))
        {
            _figures.Mistakes++;
            _progress.Complain(broken);
        }
    }

    private void Finish(int slot, long now, string? mistake)
    {
        ref readonly var transaction = ref _table[slot];
        var ofKind = _figures.Of(transaction.Kind);
        ofKind.Completed++;
        ofKind.Latency.Add(now - transaction.IntendedAt);
        _figures.Total.Completed++;
        _figures.Total.Latency.Add(now - transaction.IntendedAt);
        if (mistake is not null)
        {
            _figures.Mistakes++;
            _progress.Complain($"{_fleet.Describe(transaction.Phone)}: {transaction.Kind}: {mistake}");
        }

        End(slot);
    }

    private void End(int slot)
    {
        _fleet[_table[slot].Phone].IsBusy = false;
        _table.End(slot);
    }

    /// <summary>What is still under way at the end of a run may have taken effect or not.</summary>
    private void Abandon()
    {
        for (var slot = 0; slot < _table.Capacity; slot++)
        {
            if (_table[slot].IsActive)
            {
                _figures.Unfinished++;
                _outcome.Doubt(_table[slot]);
                End(slot);
            }
        }
    }
}
