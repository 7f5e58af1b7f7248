using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using PbxPortal.Server.Admission;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Location;
using PbxPortal.Server.Qualifying;
using PbxPortal.Server.Registration;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Diagnosis;

/// <summary>Where the evidence lies.</summary>
/// <remarks>Immutable, but for what <see cref="Refresh"/> reads once for a whole turn, which is confined to the owner's lock.</remarks>
public sealed class ProblemSources(
    UserDirectory directory,
    LocationTable locations,
    LocationService locationService,
    ReachTable reach,
    AttemptLog attempts,
    PortHistory ports,
    IAdmissionControl admission,
    ConnectionLog connections,
    IOptions<RegistrarOptions> registrar)
{
    private IReadOnlyList<Ban> _bans = [];

    internal UserDirectory Directory => directory;

    internal LocationTable Locations => locations;

    internal MonotonicClock Clock => locationService.Clock;

    internal ReachTable Reach => reach;

    internal AttemptLog Attempts => attempts;

    internal PortHistory Ports => ports;

    internal IAdmissionControl Admission => admission;

    /// <summary>The connections that came to nothing, the latest first, as of the last <see cref="Refresh"/>.</summary>
    internal ImmutableArray<ConnectionLogEntry> Troubles { get; private set; } = [];

    internal RegistrarOptions Registrar => registrar.Value;

    internal void Refresh()
    {
        _bans = admission.Bans;
        Troubles = connections.Read();
    }

    /// <summary>The ban in force that silences the address, for everybody or for this user; <c>null</c>: it is heard.</summary>
    internal Ban? BanOf(in PeerAddress peer, User? user)
    {
        foreach (var ban in _bans)
        {
            if (ban.Network.Contains(peer) && !ban.SparesRegistered && IsOf(ban, user) && !admission.IsExempt(SourceNetwork.Of(peer)))
            {
                return ban;
            }
        }

        return null;
    }

    internal int MaxDevicesOf(User user) => user.MaxDevices ?? user.Domain.MaxDevicesPerUser ?? registrar.Value.MaxDevicesPerUser;

    private static bool IsOf(Ban ban, User? user) =>
        ban.User.Length == 0
        || (user is not null
            && (string.Equals(ban.User, user.Extension, StringComparison.Ordinal)
                || user.Credentials.Any(credential => string.Equals(credential.Name, ban.User, StringComparison.Ordinal))));
}
