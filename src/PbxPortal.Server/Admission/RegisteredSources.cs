using System.Collections.Frozen;
using PbxPortal.Server.Location;

namespace PbxPortal.Server.Admission;

/// <summary>Finds the devices that are registered from an address: what tells a shared address from a stranger's.</summary>
/// <remarks>
/// Immutable. It looks through all bindings, some milliseconds for a hundred thousand, so it is asked once for many addresses and
/// never while a message waits; in turn no registration pays for it, and it is right after a restart.
/// </remarks>
internal sealed class RegisteredSources(LocationTable locations, SourceHash hash)
{
    /// <summary>The addresses among these from which devices are registered, with the hashes of their Call-IDs.</summary>
    public IReadOnlyDictionary<SourceNetwork, FrozenSet<ulong>> Among(IReadOnlyCollection<SourceNetwork> sources)
    {
        if (sources.Count == 0)
        {
            return FrozenDictionary<SourceNetwork, FrozenSet<ulong>>.Empty;
        }

        var asked = sources.ToHashSet();
        var found = new Dictionary<SourceNetwork, HashSet<ulong>>();
        foreach (var binding in locations.All.SelectMany(location => location.Devices).Select(entry => entry.Binding).OfType<Binding>())
        {
            var source = SourceNetwork.Of(binding.Peer);
            if (!asked.Contains(source))
            {
                continue;
            }

            if (!found.TryGetValue(source, out var callIds))
            {
                found[source] = callIds = [];
            }

            callIds.Add(hash.Of(binding.CallIdBytes));
        }

        return found.ToFrozenDictionary(entry => entry.Key, entry => entry.Value.ToFrozenSet());
    }
}
