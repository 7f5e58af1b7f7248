using System.Globalization;
using PbxPortal.Server.Diagnosis;
using PbxPortal.Server.Registration;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Server.Diagnosis;

public sealed class EvidencePoolTests
{
    private static readonly DateTimeOffset Nine = new(2026, 8, 24, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_flood_washes_nobody_out_who_goes_on_trying()
    {
        var pool = new EvidencePool(capacity: 3, perNetwork: 3, perUser: 3);
        Assert.True(pool.TryAdd(Of("192.0.2.1", 11, Nine)));
        Assert.True(pool.TryAdd(Of("192.0.2.2", 12, Nine)));
        Assert.True(pool.TryAdd(Of("192.0.2.3", 13, Nine)));

        for (var stranger = 0; stranger < 800; stranger++)
        {
            Assert.False(pool.TryAdd(Of($"198.51.{stranger / 250}.{stranger % 250}", 14, Nine.AddSeconds(stranger))));
        }

        Assert.Equal([11L, 12, 13], pool.All.Select(evidence => evidence.Key.UserId!.Value).Order());
    }

    [Fact]
    public void Who_has_been_silent_gives_his_place_to_a_newcomer()
    {
        var pool = new EvidencePool(capacity: 2, perNetwork: 2, perUser: 2);
        pool.TryAdd(Of("192.0.2.1", 11, Nine));
        pool.TryAdd(Of("192.0.2.2", 12, Nine));
        pool.Update(Of("192.0.2.1", 11, Nine.AddMinutes(16)));

        Assert.True(pool.TryAdd(Of("192.0.2.3", 13, Nine.AddMinutes(16))));

        Assert.Equal([11L, 13], pool.All.Select(evidence => evidence.Key.UserId!.Value).Order());
    }

    [Fact]
    public void One_address_and_one_user_fill_their_own_places_only()
    {
        var pool = new EvidencePool(capacity: 100, perNetwork: 2, perUser: 1);
        Assert.True(pool.TryAdd(Of("192.0.2.1", 11, Nine)));
        Assert.True(pool.TryAdd(Of("192.0.2.1", 12, Nine)));

        Assert.False(pool.TryAdd(Of("192.0.2.1", 13, Nine)));
        Assert.False(pool.TryAdd(Of("192.0.2.9", 11, Nine)));
        Assert.True(pool.TryAdd(Of("192.0.2.9", 13, Nine)));
    }

    [Fact]
    public void The_same_reason_is_counted_and_another_one_begins_anew()
    {
        var pool = new EvidencePool(capacity: 3, perNetwork: 3, perUser: 3);
        pool.TryAdd(Of("192.0.2.1", 11, Nine));
        pool.Update(Of("192.0.2.1", 11, Nine.AddSeconds(30)));
        var counted = Assert.Single(pool.All);
        pool.Update(Of("192.0.2.1", 11, Nine.AddSeconds(60)) with { Refusal = RegistrationRefusal.UserDisabled });
        var another = Assert.Single(pool.All);

        Assert.Equal((2, Nine, Nine.AddSeconds(30)), (counted.Count, counted.FirstAt, counted.LastAt));
        Assert.Equal((1, Nine.AddSeconds(60)), (another.Count, another.FirstAt));
    }

    [Fact]
    public void What_is_a_day_old_is_forgotten_and_gives_its_places_back()
    {
        var pool = new EvidencePool(capacity: 1, perNetwork: 1, perUser: 1);
        pool.TryAdd(Of("192.0.2.1", 11, Nine));

        Assert.False(pool.Sweep(Nine.AddHours(23)));
        Assert.True(pool.Sweep(Nine.AddHours(25)));

        Assert.True(pool.TryAdd(Of("192.0.2.1", 11, Nine.AddHours(25))));
    }

    [Fact]
    public void What_has_come_since_it_was_read_is_not_removed()
    {
        var pool = new EvidencePool(capacity: 1, perNetwork: 1, perUser: 1);
        pool.TryAdd(Of("192.0.2.1", 11, Nine));
        var read = Assert.Single(pool.All);
        pool.Update(Of("192.0.2.1", 11, Nine.AddSeconds(1)));

        Assert.False(pool.Remove(read));
        Assert.True(pool.Remove(Assert.Single(pool.All)));
        Assert.Equal(0, pool.Count);
    }

    private static Evidence Of(string address, long userId, DateTimeOffset at)
    {
        Assert.True(PeerAddress.TryParse(address, out var peer));
        return new Evidence
        {
            Key = new EvidenceKey(userId, "", peer, string.Create(CultureInfo.InvariantCulture, $"phone of {userId}")),
            Refusal = RegistrationRefusal.WrongPassword,
            Signs = new WireSigns(),
            Peer = peer,
            FirstAt = at,
            LastAt = at,
        };
    }
}
