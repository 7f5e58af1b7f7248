using System.Runtime.InteropServices;

namespace PbxPortal.Server.Diagnosis;

/// <summary>Counts users and their devices, and makes no object for each on the way.</summary>
/// <remarks>Thread-safe, as all that it reads is: a user who changes meanwhile is counted as before or after.</remarks>
public sealed class DomainCensus(ProblemSources sources) : IDomainCensus
{
    public IReadOnlyDictionary<long, DomainCounts> Count()
    {
        var now = sources.Clock.Now;
        var counts = new Dictionary<long, DomainCounts>();
        foreach (var user in sources.Directory.All)
        {
            ref var ofDomain = ref CollectionsMarshal.GetValueRefOrAddDefault(counts, user.Domain.Id, out _);
            ofDomain += UserStanding.Of(user, sources.Locations, sources.Reach, now).ToCounts();
        }

        return counts;
    }
}
