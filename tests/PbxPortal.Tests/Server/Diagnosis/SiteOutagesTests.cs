using System.Globalization;
using PbxPortal.Server.Diagnosis;

namespace PbxPortal.Tests.Server.Diagnosis;

public sealed class SiteOutagesTests
{
    private static readonly DateTimeOffset Morning = new(2026, 8, 24, 8, 58, 0, TimeSpan.Zero);

    [Fact]
    public void Phones_that_fall_at_once_behind_one_address_are_one_outage()
    {
        var outage = Assert.Single(SiteOutages.Find([Gone(1, 0), Gone(2, 3), Gone(3, 40), Gone(4, 0, "198.51.100.1")], static _ => true));

        Assert.Equal(("203.0.113.7", Morning, 3, false), (outage.Address, outage.Since, outage.Devices.Length, outage.IsWhole));
    }

    [Fact]
    public void Two_phones_are_a_coincidence() =>
        Assert.Empty(SiteOutages.Find([Gone(1, 0), Gone(2, 1)], static _ => false));

    [Fact]
    public void While_others_are_still_there_those_that_go_one_by_one_are_no_outage() =>
        Assert.Empty(SiteOutages.Find([Gone(1, 0), Gone(2, 600), Gone(3, 1200)], static _ => true));

    [Fact]
    public void When_nobody_is_left_those_that_were_missed_one_by_one_went_together()
    {
        var outage = Assert.Single(SiteOutages.Find([Gone(3, 1200), Gone(1, 0), Gone(2, 600)], static _ => false));

        Assert.True(outage.IsWhole);
        Assert.Equal(Morning, outage.Since);
    }

    [Fact]
    public void Two_drops_of_one_site_are_two_outages()
    {
        var outages = SiteOutages.Find([.. Enumerable.Range(0, 3).Select(n => Gone(n, n)), .. Enumerable.Range(3, 4).Select(n => Gone(n, 20_000 + n))], static _ => true);

        Assert.Equal([3, 4], outages.Select(outage => outage.Devices.Length));
    }

    private static GoneDevice Gone(long id, int seconds, string address = "203.0.113.7") =>
        new(id, id, 1, (3500 + id).ToString(CultureInfo.InvariantCulture), address, Morning.AddSeconds(seconds));
}
