using System.Net;
using System.Security.Claims;
using PbxPortal.Server.Admission;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Accounts;

/// <summary>Remembers from where administrators have used the portal lately, so that the phones beside them are never banned.</summary>
/// <remarks>Guarded by one lock. Bounded: only who has proved to be an administrator makes an entry, and the oldest gives way.</remarks>
internal sealed class AdministratorAddresses(TimeProvider timeProvider) : IAdministratorAddresses
{
    /// <summary>As long as a session lives without a request.</summary>
    internal static readonly TimeSpan Memory = TimeSpan.FromHours(12);

    private const int Most = 1000;

    private readonly Lock _gate = new();
    private readonly Dictionary<SourceNetwork, long> _seenAt = [];

    public bool Contains(SourceNetwork source)
    {
        lock (_gate)
        {
            return _seenAt.TryGetValue(source, out var at) && timeProvider.GetElapsedTime(at) < Memory;
        }
    }

    /// <summary>Takes note of a request to the portal.</summary>
    public void Note(ClaimsPrincipal who, IPAddress? address)
    {
        if (address is null || PortalPrincipal.AccountIdOf(who) is null || !PortalAccess.HasAnywhere(who, PortalRole.Admin))
        {
            return; // A program with a key is no browser that would lock itself out.
        }

        var source = SourceNetwork.Of(PeerAddress.From(address, 0));
        lock (_gate)
        {
            if (_seenAt.Count >= Most && !_seenAt.ContainsKey(source))
            {
                _seenAt.Remove(_seenAt.MinBy(entry => entry.Value).Key);
            }

            _seenAt[source] = timeProvider.GetTimestamp();
        }
    }
}
