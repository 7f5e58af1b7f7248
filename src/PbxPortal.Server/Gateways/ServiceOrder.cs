using System.Collections.Immutable;

namespace PbxPortal.Server.Gateways;

/// <summary>Puts services into the order in which one call tries them (RFC 2782, "Usage rules").</summary>
internal static class ServiceOrder
{
    /// <param name="services">In any order.</param>
    /// <param name="draw">Gives a number from 0 to below its argument.</param>
    public static ImmutableArray<GatewayHop> Of(IEnumerable<GatewayService> services, Func<int, int> draw)
    {
        var hops = ImmutableArray.CreateBuilder<GatewayHop>();
        foreach (var ofPriority in services.GroupBy(service => service.Priority).OrderBy(ofPriority => ofPriority.Key))
        {
            // Those of weight 0 first, so that they are drawn seldom, and yet can be.
            var left = ofPriority.OrderBy(service => service.Weight).ToList();
            while (left.Count > 0)
            {
                var drawn = Draw(left, draw(left.Sum(service => service.Weight) + 1));
                left.Remove(drawn);
                hops.AddRange(drawn.Hops);
            }
        }

        return hops.ToImmutable();
    }

    /// <summary>The first whose running sum of weights is greater than the number drawn, or equal.</summary>
    private static GatewayService Draw(List<GatewayService> services, int drawn)
    {
        var sum = 0;
        return services.Find(service => (sum += service.Weight) >= drawn) ?? services[^1];
    }
}
