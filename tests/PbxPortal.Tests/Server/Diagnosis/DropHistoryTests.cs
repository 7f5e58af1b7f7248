using PbxPortal.Server.Activity;
using PbxPortal.Server.Diagnosis;

namespace PbxPortal.Tests.Server.Diagnosis;

public sealed class DropHistoryTests
{
    private static readonly DateTimeOffset Morning = new(2026, 8, 24, 8, 58, 0, TimeSpan.Zero);

    [Fact]
    public void A_site_that_drops_is_remembered_for_its_domain_even_when_it_is_back()
    {
        var history = new DropHistory();
        Enumerable.Range(1, 12).Select(device => Gone(device, domainId: 1)).ToList().ForEach(history.Take);
        Enumerable.Range(20, 2).Select(device => Gone(device, domainId: 2)).ToList().ForEach(history.Take);
        history.Take(Gone(1, 1) with { Kind = ActivityKind.Registered });

        var drop = Assert.Single(history.Since(Morning.AddHours(-1)));

        Assert.Equal(new SiteDrop(1, "203.0.113.7", Morning, 12), drop);
        Assert.Empty(history.Since(Morning.AddHours(1)));
    }

    private static ActivityEntry Gone(long deviceId, long domainId) => new()
    {
        At = Morning,
        Kind = ActivityKind.ConnectionLost,
        DeviceId = deviceId,
        UserId = deviceId,
        DomainId = domainId,
        Source = $"203.0.113.7:{deviceId + 1000}",
    };
}
