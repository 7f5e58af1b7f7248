using PbxPortal.Server.Authentication;

namespace PbxPortal.Tests.Server.Authentication;

/// <summary>Each use of a nonce is remembered for as long as the nonce can be used, however many there are.</summary>
public sealed class NonceLedgerTests
{
    private static readonly ulong[] Keys = MakeKeys();
    private readonly TestClock _clock = new(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));
    private readonly NonceLedger _ledger;

    public NonceLedgerTests()
    {
        _ledger = new NonceLedger(_clock);
    }

    [Fact]
    public void Of_many_nonces_none_is_used_twice_with_the_same_count()
    {
        Assert.True(All(UseOf(count: 1, request: 1)));

        Assert.False(Any(UseOf(count: 1, request: 2)));
    }

    [Fact]
    public void Of_many_nonces_each_goes_on_with_a_higher_count()
    {
        Assert.True(All(UseOf(count: 1, request: 1)));

        Assert.True(All(UseOf(count: 2, request: 2)));
        Assert.False(Any(UseOf(count: 1, request: 3)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(299)]
    [InlineData(300.9)]
    public void A_use_is_remembered_for_as_long_as_its_nonce_lives_whenever_it_was(double seconds)
    {
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        Assert.True(_ledger.TryUse(7, UseOf(count: 1, request: 1)));

        _clock.Advance(Nonces.Lifetime);

        Assert.False(_ledger.TryUse(7, UseOf(count: 1, request: 2)));
    }

    [Fact]
    public void A_use_of_the_last_era_is_remembered_in_the_next_one_when_it_is_repeated()
    {
        Assert.True(_ledger.TryUse(7, UseOf(count: 5, request: 1)));
        _clock.Advance(TimeSpan.FromSeconds(301));
        Assert.True(_ledger.TryUse(7, UseOf(count: 5, request: 1)));

        _clock.Advance(TimeSpan.FromSeconds(301));

        Assert.False(_ledger.TryUse(7, UseOf(count: 5, request: 2)));
    }

    [Theory]
    [InlineData(602)]
    [InlineData(1_000_000)]
    public void What_no_nonce_can_come_back_for_is_forgotten(double seconds)
    {
        Assert.True(_ledger.TryUse(7, UseOf(count: 5, request: 1)));

        _clock.Advance(TimeSpan.FromSeconds(seconds));

        Assert.True(_ledger.TryUse(7, UseOf(count: 1, request: 2)));
    }

    [Fact]
    public void Without_a_count_only_the_same_registration_goes_on()
    {
        Assert.True(_ledger.TryUse(7, new NonceUse(0, Dialogue: 1, Request: 1)));

        Assert.True(_ledger.TryUse(7, new NonceUse(0, Dialogue: 1, Request: 2)));
        Assert.False(_ledger.TryUse(7, new NonceUse(0, Dialogue: 2, Request: 3)));
    }

    [Fact]
    public void As_many_nonces_as_in_the_eras_before_need_no_new_memory()
    {
        for (var era = 0; era < 4; era++)
        {
            Assert.True(All(UseOf(count: (uint)era + 1, request: era)));
            _clock.Advance(TimeSpan.FromSeconds(301));
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.True(All(UseOf(count: 5, request: 4)));

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Who_read_the_clock_earlier_and_comes_later_makes_nobody_forget()
    {
        var shard = new NonceShard();
        Assert.True(shard.TryUse(7, UseOf(count: 1, request: 1), era: 6));

        Assert.True(shard.TryUse(8, UseOf(count: 1, request: 1), era: 5));

        Assert.False(shard.TryUse(7, UseOf(count: 1, request: 2), era: 6));
    }

    [Fact]
    public void Who_comes_later_than_the_next_era_finds_the_uses_of_his_own()
    {
        var shard = default(NonceShard);
        Assert.True(shard.TryUse(7, UseOf(count: 1, request: 1), era: 5, isOfThisEra: true));
        Assert.True(shard.TryUse(8, UseOf(count: 1, request: 1), era: 6, isOfThisEra: true));

        Assert.False(shard.TryUse(7, UseOf(count: 1, request: 2), era: 5, isOfThisEra: true));
    }

    [Fact]
    public void A_use_in_the_era_before_is_known_whatever_the_nonce_is_said_to_be_as_old_as()
    {
        _clock.Advance(TimeSpan.FromMinutes(4));
        Assert.True(_ledger.TryUse(7, UseOf(count: 5, request: 1), TimeSpan.FromMinutes(1)));
        _clock.Advance(TimeSpan.FromSeconds(90));

        Assert.False(_ledger.TryUse(7, UseOf(count: 5, request: 2), TimeSpan.FromSeconds(150)));
        Assert.True(_ledger.TryUse(7, UseOf(count: 6, request: 2), TimeSpan.FromSeconds(150)));
        Assert.False(_ledger.TryUse(7, UseOf(count: 6, request: 3), TimeSpan.FromSeconds(150)));
    }

    [Fact]
    public void A_nonce_that_was_made_in_this_era_counts_from_its_first_use()
    {
        _clock.Advance(TimeSpan.FromMinutes(6));

        Assert.True(_ledger.TryUse(7, UseOf(count: 1, request: 1), TimeSpan.FromSeconds(1)));
        Assert.False(_ledger.TryUse(7, UseOf(count: 1, request: 2), TimeSpan.FromSeconds(1)));
        Assert.True(_ledger.TryUse(7, UseOf(count: 1, request: 1), TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void What_a_storm_needed_is_given_back_once_few_come()
    {
        var table = new NonceTable();
        foreach (var key in Keys)
        {
            table.FindOrAdd(key, out _) = UseOf(count: 1, request: 1);
        }

        Assert.InRange(table.SlotCount, Keys.Length, Keys.Length * 3);
        table.Clear();
        Assert.InRange(table.SlotCount, Keys.Length, Keys.Length * 3);
        table.FindOrAdd(7, out _) = UseOf(count: 1, request: 1);
        table.Clear();

        Assert.Equal(0, table.SlotCount);
        Assert.False(table.TryFind(7, out _));
    }

    private static NonceUse UseOf(uint count, int request) => new(count, Dialogue: 1, request);

    /// <summary>Numbers that look as those of a keyed hash do, always the same.</summary>
    private static ulong[] MakeKeys()
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, 100_000).Select(_ => (ulong)random.NextInt64() << 1)];
    }

    private bool All(NonceUse use)
    {
        var all = true;
        foreach (var nonce in Keys)
        {
            all &= _ledger.TryUse(nonce, use);
        }

        return all;
    }

    private bool Any(NonceUse use)
    {
        var any = false;
        foreach (var nonce in Keys)
        {
            any |= _ledger.TryUse(nonce, use);
        }

        return any;
    }
}
