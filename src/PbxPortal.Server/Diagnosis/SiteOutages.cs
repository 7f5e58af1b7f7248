using System.Collections.Immutable;

namespace PbxPortal.Server.Diagnosis;

/// <summary>Puts phones together that went from one address within a short time.</summary>
/// <remarks>
/// A pure function. Where nobody is left behind the address, the phones may have gone one by one: over UDP each is missed at its own
/// next refresh. Where others are still there, only those count that went nearly at once.
/// </remarks>
internal static class SiteOutages
{
    /// <summary>Two phones that go together are a coincidence now and then.</summary>
    public const int LeastDevices = 3;

    public static readonly TimeSpan WhenOthersAreLeft = TimeSpan.FromMinutes(2);

    public static readonly TimeSpan WhenNobodyIsLeft = TimeSpan.FromMinutes(30);

    /// <param name="gone">Those that are gone now.</param>
    /// <param name="isInhabited">Whether somebody is still registered from that address.</param>
    public static ImmutableArray<SiteOutage> Find(IEnumerable<GoneDevice> gone, Func<string, bool> isInhabited)
    {
        var outages = ImmutableArray.CreateBuilder<SiteOutage>();
        foreach (var site in gone.Where(device => device.Address.Length > 0).GroupBy(device => device.Address, StringComparer.Ordinal))
        {
            if (site.Count() < LeastDevices)
            {
                continue;
            }

            var isWhole = !isInhabited(site.Key);
            foreach (var together in Together(site, isWhole ? WhenNobodyIsLeft : WhenOthersAreLeft))
            {
                outages.Add(new SiteOutage(site.Key, together[0].GoneAt, together, isWhole));
            }
        }

        return outages.DrainToImmutable();
    }

    /// <summary>Runs of devices in the order of time, with no longer pause between two of them.</summary>
    private static IEnumerable<ImmutableArray<GoneDevice>> Together(IEnumerable<GoneDevice> site, TimeSpan longestPause)
    {
        var run = new List<GoneDevice>();
        foreach (var device in site.OrderBy(device => device.GoneAt).ThenBy(device => device.DeviceId))
        {
            if (run.Count > 0 && device.GoneAt - run[^1].GoneAt > longestPause)
            {
                if (run.Count >= LeastDevices)
                {
                    yield return [.. run];
                }

                run.Clear();
            }

            run.Add(device);
        }

        if (run.Count >= LeastDevices)
        {
            yield return [.. run];
        }
    }
}
