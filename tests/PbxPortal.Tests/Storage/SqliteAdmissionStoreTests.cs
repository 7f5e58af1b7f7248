using PbxPortal.Server.Admission;
using PbxPortal.Storage;

namespace PbxPortal.Tests.Storage;

public sealed class SqliteAdmissionStoreTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private TemporaryDatabase _temporary = null!;
    private SqliteAdmissionStore _store = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _temporary = await TemporaryDatabase.CreateAsync();
        _store = new SqliteAdmissionStore(_temporary.Database);
    }

    public ValueTask DisposeAsync()
    {
        _temporary.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Reads_back_every_field_of_a_ban()
    {
        var ban = new Ban
        {
            Network = Network("2001:db8:1:2::/64"),
            User = "3516",
            Since = Noon,
            Until = Noon.AddMinutes(10),
            By = "anna",
            Reason = "60 wrong passwords for 3516",
            Tries = 60,
            Round = 3,
            SparesRegistered = true,
        };
        var forever = new Ban { Network = Network("192.0.2.0/24"), Since = Noon.AddSeconds(1), Reason = "by hand" };

        await _store.SaveAsync([ban, forever], [], Cancellation);

        var read = (await _store.LoadAsync(Cancellation)).Bans;
        Assert.Equal(2, read.Count);
        Assert.Equivalent(ban, read[0], strict: true);
        Assert.Equal(("192.0.2.0/24", null, ""), (read[1].Network.ToString(), read[1].Until, read[1].User));
    }

    [Fact]
    public async Task A_ban_takes_the_place_of_the_one_before_and_goes_when_it_is_removed()
    {
        var first = new Ban { Network = Network("203.0.113.7"), Since = Noon, Reason = "first" };
        var ofUser = new Ban { Network = Network("203.0.113.7"), User = "3516", Since = Noon, Reason = "of a user" };
        await _store.SaveAsync([first, ofUser], [], Cancellation);

        await _store.SaveAsync([new Ban { Network = first.Network, Since = Noon, Reason = "second" }], [], Cancellation);
        var replaced = (await _store.LoadAsync(Cancellation)).Bans.Select(ban => ban.Reason).Order(StringComparer.Ordinal).ToList();
        await _store.SaveAsync([], [new BanKey(first.Network, "3516")], Cancellation);

        Assert.Equal(["of a user", "second"], replaced);
        Assert.Equal("second", Assert.Single((await _store.LoadAsync(Cancellation)).Bans).Reason);
    }

    [Fact]
    public async Task Keeps_allowed_networks_until_they_are_removed()
    {
        var office = new ExemptNetwork(Network("192.0.2.0/24"), "head office", Noon, "anna");
        await _store.SaveAsync(office, Cancellation);
        await _store.SaveAsync(office with { Remark = "old office" }, Cancellation);
        var kept = (await _store.LoadAsync(Cancellation)).AllowedNetworks;

        await _store.RemoveAsync(office.Network, Cancellation);

        Assert.Equal(office with { Remark = "old office" }, Assert.Single(kept));
        Assert.Empty((await _store.LoadAsync(Cancellation)).AllowedNetworks);
    }

    private static SourceNetwork Network(string text)
    {
        Assert.True(SourceNetwork.TryParse(text, out var network, out var mistake), mistake);
        return network;
    }
}
