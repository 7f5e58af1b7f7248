using Microsoft.Extensions.Logging.Abstractions;
using PbxPortal.Server.Diagnosis;
using PbxPortal.Server.Location;
using PbxPortal.Server.Statistics;

namespace PbxPortal.Tests.Server.Statistics;

public sealed class RegistrationHistoryTests : IAsyncLifetime
{
    private readonly Census _census = new();
    private readonly Store _store = new();
    private RegistrarBench _bench = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _bench = await RegistrarBench.StartAsync();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Adds_the_domains_up_and_notes_each_of_them_every_fifth_time()
    {
        var history = History();
        _census.Domains[1] = new DomainCounts(10, 9, 0, 1, 12, 6);
        _census.Domains[2] = new DomainCounts(5, 5, 0, 0, 5, 0);
        for (var minute = 0; minute < 6; minute++)
        {
            history.TakeSample();
            _bench.Time.Advance(RegistrationHistory.Interval);
        }

        await history.SaveAsync(Cancellation);

        Assert.Equal(6, history.OfAll().Count);
        Assert.Equal((15, 14, 17), (history.OfAll()[0].Users, history.OfAll()[0].ReachableUsers, history.OfAll()[0].Registered));
        Assert.Equal([12, 12], history.OfDomains([1]).Select(sample => sample.Registered));
        Assert.Equal([17, 17], history.OfDomains([1, 2, 3]).Select(sample => sample.Registered));
        Assert.Equal(6 + 4, _store.Samples.Count);
    }

    [Fact]
    public async Task Counts_the_REGISTERs_that_were_answered_since_the_sample_before()
    {
        var history = History();
        history.TakeSample();
        var phone = new TestPhone(_bench);
        await phone.RegisterAsync();
        await phone.RegisterAsync();

        history.TakeSample();

        Assert.Equal([0L, 2], history.OfAll().Select(sample => sample.Registers));
    }

    [Fact]
    public async Task A_restart_goes_on_with_what_was_stored_and_a_day_is_kept()
    {
        var now = _bench.Time.GetUtcNow();
        _store.Samples.AddRange([new(now.AddHours(-23), 0, 3, 2, 2, 7), new(now.AddHours(-23), 1, 2, 1, 1, 0)]);
        var history = History();
        await history.LoadAsync(Cancellation);
        Assert.Equal([2], history.OfAll().Select(sample => sample.Registered));
        Assert.Equal([1], history.OfDomains([1]).Select(sample => sample.Registered));

        _bench.Time.Advance(TimeSpan.FromHours(2));
        history.TakeSample();
        await history.SaveAsync(Cancellation);

        Assert.Equal([0], history.OfAll().Select(sample => sample.Registered));
        Assert.Equal(_bench.Time.GetUtcNow() - RegistrationHistory.Memory, _store.ForgotBefore);
    }

    [Fact]
    public async Task What_the_store_refuses_goes_with_the_next()
    {
        var history = History();
        _store.Failure = new StoreUnavailableException("The disk is full.");
        history.TakeSample();
        await history.SaveAsync(Cancellation);
        Assert.Empty(_store.Samples);

        _store.Failure = null;
        _bench.Time.Advance(RegistrationHistory.Interval);
        history.TakeSample();
        await history.SaveAsync(Cancellation);

        Assert.Equal(2, _store.Samples.Count);
    }

    private RegistrationHistory History() =>
        new(_census, _bench.Gate, _store, _bench.Time, NullLogger<RegistrationHistory>.Instance);

    private sealed class Census : IDomainCensus
    {
        public Dictionary<long, DomainCounts> Domains { get; } = [];

        public IReadOnlyDictionary<long, DomainCounts> Count() => Domains;
    }

    private sealed class Store : IRegistrationSampleStore
    {
        public List<RegistrationSample> Samples { get; } = [];

        public DateTimeOffset ForgotBefore { get; private set; }

        public Exception? Failure { get; set; }

        public Task<IReadOnlyList<RegistrationSample>> LoadAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<RegistrationSample>>([.. Samples.Where(sample => sample.At >= since)]);

        public Task SaveAsync(IReadOnlyList<RegistrationSample> samples, DateTimeOffset forgetBefore, CancellationToken cancellationToken)
        {
            if (Failure is { } failure)
            {
                return Task.FromException(failure);
            }

            Samples.AddRange(samples);
            ForgotBefore = forgetBefore;
            return Task.CompletedTask;
        }
    }
}
