using Microsoft.Extensions.Logging;
using PbxPortal.Server.Admission;
using PbxPortal.Server.Diagnosis;
using PbxPortal.Server.Location;

namespace PbxPortal.Server.Statistics;

/// <summary>Takes a sample a minute of how many are registered, keeps a day of them, and stores them, off the way of the messages.</summary>
/// <remarks>Written by one loop, guarded by one lock. All domains together cost 60 kB a day, each domain 12 kB.</remarks>
public sealed partial class RegistrationHistory(
    IDomainCensus census, AdmissionGate gate, IRegistrationSampleStore store, TimeProvider timeProvider, ILogger<RegistrationHistory> logger)
    : IRegistrationHistory
{
    public static readonly TimeSpan Memory = TimeSpan.FromHours(24);

    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>Every how many samples the domains are noted one by one.</summary>
    public const int SamplesPerDomainSample = 5;

    private const int TicksPerSample = 6;
    private static readonly TimeSpan Tick = Interval / TicksPerSample;

    private readonly Lock _gate = new();
    private readonly Queue<RegistrationSample> _ofAll = [];
    private readonly Dictionary<long, Queue<RegistrationSample>> _ofDomains = [];
    private readonly List<RegistrationSample> _unsaved = [];
    private long _answeredAtTick;
    private long _answeredAtSample;
    private double _perSecond;
    private int _samples;

    public double RegistersPerSecond => Volatile.Read(ref _perSecond);

    public IReadOnlyList<RegistrationSample> OfAll()
    {
        lock (_gate)
        {
            return [.. _ofAll];
        }
    }

    public IReadOnlyList<RegistrationSample> OfDomains(IReadOnlyCollection<long> domainIds)
    {
        var sums = new SortedDictionary<DateTimeOffset, RegistrationSample>();
        lock (_gate)
        {
            foreach (var sample in domainIds.SelectMany(id => _ofDomains.TryGetValue(id, out var samples) ? samples : []))
            {
                var sum = sums.GetValueOrDefault(sample.At);
                sums[sample.At] = new RegistrationSample(
                    sample.At, 0, sum.Users + sample.Users, sum.ReachableUsers + sample.ReachableUsers, sum.Registered + sample.Registered, 0);
            }
        }

        return [.. sums.Values];
    }

    /// <summary>Takes over what the store holds, and then a sample a minute until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        _answeredAtTick = _answeredAtSample = gate.AnsweredChanges;
        using var timer = new PeriodicTimer(Tick, timeProvider);
        for (var tick = 1; await timer.WaitForNextTickAsync(cancellationToken); tick++)
        {
            var answered = gate.AnsweredChanges;
            Volatile.Write(ref _perSecond, (answered - _answeredAtTick) / Tick.TotalSeconds);
            _answeredAtTick = answered;
            if (tick % TicksPerSample == 0)
            {
                TakeSample();
                await SaveAsync(cancellationToken);
            }
        }
    }

    internal async Task LoadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var samples = await store.LoadAsync(timeProvider.GetUtcNow() - Memory, cancellationToken);
            lock (_gate)
            {
                foreach (var sample in samples)
                {
                    Keep(sample);
                }
            }
        }
        catch (StoreUnavailableException exception)
        {
            LogNotLoaded(logger, exception.Message);
        }
    }

    /// <summary>Notes how things stand now.</summary>
    internal void TakeSample()
    {
        var at = timeProvider.GetUtcNow();
        var answered = gate.AnsweredChanges;
        var domains = census.Count();
        var sum = domains.Values.Aggregate(default(DomainCounts), DomainCounts.Add);
        var taken = new List<RegistrationSample>
        {
            new(at, 0, sum.Users, sum.ReachableUsers, sum.Registered, answered - _answeredAtSample),
        };
        _answeredAtSample = answered;
        if (_samples++ % SamplesPerDomainSample == 0)
        {
            taken.AddRange(domains.Select(pair =>
                new RegistrationSample(at, pair.Key, pair.Value.Users, pair.Value.ReachableUsers, pair.Value.Registered, 0)));
        }

        lock (_gate)
        {
            taken.ForEach(Keep);
        }

        _unsaved.AddRange(taken);
    }

    /// <summary>What the store does not take now goes with the next, if it is not too much by then.</summary>
    internal async Task SaveAsync(CancellationToken cancellationToken)
    {
        const int MostUnsaved = 10_000;
        try
        {
            await store.SaveAsync(_unsaved, timeProvider.GetUtcNow() - Memory, cancellationToken);
            _unsaved.Clear();
        }
        catch (StoreUnavailableException exception)
        {
            LogNotSaved(logger, exception.Message);
            if (_unsaved.Count > MostUnsaved)
            {
                _unsaved.Clear();
            }
        }
    }

    /// <summary>Within the lock.</summary>
    private void Keep(RegistrationSample sample)
    {
        var samples = _ofAll;
        if (sample.DomainId != 0 && !_ofDomains.TryGetValue(sample.DomainId, out samples!))
        {
            _ofDomains[sample.DomainId] = samples = [];
        }

        samples.Enqueue(sample);
        while (samples.TryPeek(out var oldest) && sample.At - oldest.At > Memory)
        {
            samples.Dequeue();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The history of the registrations could not be read: {Reason}")]
    private static partial void LogNotLoaded(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The history of the registrations could not be written: {Reason}")]
    private static partial void LogNotSaved(ILogger logger, string reason);
}
