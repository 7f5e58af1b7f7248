using PbxPortal.Server.Statistics;
using PbxPortal.Storage;

namespace PbxPortal.Tests.Storage;

public sealed class SqliteSampleStoreTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reads_back_what_was_saved_and_forgets_what_is_old()
    {
        using var temporary = await TemporaryDatabase.CreateAsync();
        var store = new SqliteSampleStore(temporary.Database);
        RegistrationSample[] samples = [new(Noon, 0, 300, 295, 410, 1204), new(Noon, 7, 20, 19, 25, 0)];
        await store.SaveAsync([new(Noon.AddDays(-1), 0, 1, 1, 1, 1)], Noon.AddDays(-2), Cancellation);

        await store.SaveAsync(samples, Noon.AddHours(-12), Cancellation);
        await store.SaveAsync([samples[1] with { Registered = 26 }], Noon.AddHours(-12), Cancellation);

        Assert.Equal([samples[0], samples[1] with { Registered = 26 }], await store.LoadAsync(Noon.AddDays(-3), Cancellation));
        Assert.Empty(await store.LoadAsync(Noon.AddSeconds(1), Cancellation));
    }
}
