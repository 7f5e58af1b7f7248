using System.Collections.Immutable;
using System.Globalization;
using PbxPortal.Server.Admission;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Location;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Diagnosis;

/// <summary>Makes problems of devices that are missing although nothing was refused, and of those that answer nothing.</summary>
/// <remarks>Confined to its owner's lock.</remarks>
internal sealed class AbsenceProblems(ProblemSources sources)
{
    /// <summary>So many names stand in the details of an outage.</summary>
    private const int MostMembers = 100;

    /// <summary>Why an enabled user has no device that a call would find.</summary>
    /// <param name="together">Devices that are told as part of an outage.</param>
    /// <returns><c>null</c>: told as part of an outage.</returns>
    public Problem? Of(User user, HashSet<long> together)
    {
        var entry = (sources.Locations.OfUser(user.Id)?.Devices ?? [])
            .OrderBy(entry => entry.IsTransient)
            .ThenByDescending(entry => entry.Device.LastSeen)
            .FirstOrDefault();
        if (entry is null)
        {
            return Of(user, AbsenceRules.NeverSent, ProblemRank.NeverSent);
        }

        if (together.Contains(entry.Device.Id))
        {
            return null;
        }

        var hasPeer = PeerAddress.TryParse(entry.Source, out var peer);
        var ban = hasPeer ? sources.BanOf(peer, user) : null;
        var finding = AbsenceRules.Of(entry, sources.Clock.UtcNow, new AbsenceContext
        {
            Ban = ban,
            Trouble = hasPeer ? TroubleOf(entry, peer) : null,
            ComesBackFromOtherPorts = sources.Ports.IsHabitOf(entry.Device.Id),
        });
        return Of(user, finding, ProblemRank.Unreachable, entry) with
        {
            Since = entry.Binding is { Loss: { } loss } ? loss.Since : entry.Device.LastSeen,
            LastGoodAt = entry.Device.LastSeen,
            Ban = ban is null ? null : BanKey.Of(ban),
        };
    }

    public IEnumerable<Problem> OfSilentDevices(in UserStanding standing, long now)
    {
        var found = new List<Problem>();
        foreach (var entry in standing.Location?.Devices ?? [])
        {
            if (entry.LiveBinding(now) is { IsReachable: true, IsWokenByPush: false } binding
                && sources.Reach.Summarize(binding) is { IsSilent: true } reach)
            {
                found.Add(Of(standing.User, AbsenceRules.Silent, standing.Registered == 1 ? ProblemRank.Unreachable : ProblemRank.OneDevice, entry) with
                {
                    Since = reach.AnsweredAt ?? binding.RegisteredAt,
                    LastGoodAt = binding.Lease.RefreshedAt,
                    Transport = binding.Transport,
                    Facts =
                    [
                        new ProblemFact("Contact", binding.ContactUri),
                        new ProblemFact("Registered for", string.Create(CultureInfo.InvariantCulture, $"{binding.Lease.GrantedSeconds} s")),
                        new ProblemFact("OPTIONS", "the last ones were not answered"),
                    ],
                });
            }
        }

        return found;
    }

    public static Problem OfOutage(SiteOutage outage)
    {
        var first = outage.Devices[0];
        var users = outage.Devices.Select(device => device.User).Distinct(StringComparer.Ordinal).ToList();
        var number = outage.Devices.Length.ToString(CultureInfo.InvariantCulture);
        return new Problem
        {
            Key = string.Create(CultureInfo.InvariantCulture, $"site|{first.DomainId}|{outage.Address}|{outage.Since.ToUnixTimeSeconds()}"),
            Cause = ProblemCause.SiteOutage,
            Rank = ProblemRank.Many,
            Summary = $"{number} phones behind {outage.Address} dropped together.",
            Advice = outage.IsWhole
                ? "Nobody is registered from there any more: the site has lost its power or its line. They come back by themselves."
                : "Others are still registered from there: look for the switch, the access point or the power of these phones.",
            Fix = ProblemFix.None,
            DomainId = first.DomainId,
            Source = outage.Address,
            Since = outage.Since,
            Members = [.. users.Take(MostMembers)],
            Facts =
            [
                new ProblemFact("Phones", number),
                new ProblemFact("Users", string.Join(", ", users.Take(MostMembers)) + (users.Count > MostMembers ? ", and more" : "")),
            ],
        };
    }

    private static Problem Of(User user, Finding finding, ProblemRank rank, DeviceEntry? entry = null)
    {
        var device = entry?.Device;
        var product = device is null ? "" : device.Product.Length > 0 ? device.Product : device.UserAgent;
        var source = entry?.Source ?? "";
        var address = PeerAddress.TryParse(source, out var peer) ? peer.ToAddress().ToString() : "";
        return new Problem
        {
            Key = string.Create(CultureInfo.InvariantCulture, $"{user.Id}|{address}|{product}"),
            Cause = finding.Cause,
            Rank = rank,
            Summary = finding.Summary,
            Advice = finding.Advice,
            Fix = finding.Fix,
            DomainId = user.Domain.Id,
            Domain = user.Domain.Name,
            UserId = user.Id,
            User = user.Extension,
            DisplayName = user.DisplayName,
            DeviceId = device?.Id,
            Class = device?.Class ?? Devices.DeviceClass.Unknown,
            Product = product,
            Source = source,
            Facts = device is null
                ? []
                :
                [
                    .. entry!.ContactUri.Length > 0 ? [new ProblemFact("Last contact", entry.ContactUri)] : ImmutableArray<ProblemFact>.Empty,
                    .. device.UserAgent.Length > 0 ? [new ProblemFact("User-Agent", device.UserAgent)] : ImmutableArray<ProblemFact>.Empty,
                ],
        };
    }

    /// <summary>A handshake that fails concerns a device that speaks TLS; any other trouble whoever is missed from there.</summary>
    private ConnectionLogEntry? TroubleOf(DeviceEntry entry, in PeerAddress peer)
    {
        var address = peer.ToAddress().ToString();
        foreach (var trouble in sources.Troubles)
        {
            if (string.Equals(trouble.Address, address, StringComparison.Ordinal)
                && trouble.LastAt > entry.Device.LastSeen
                && (trouble.Protocol is not (TransportProtocol.Tls or TransportProtocol.Wss) || SpeaksTls(entry.ContactUri)))
            {
                return trouble;
            }
        }

        return null;
    }

    private static bool SpeaksTls(string contactUri) =>
        contactUri.StartsWith("sips:", StringComparison.OrdinalIgnoreCase)
        || contactUri.Contains("transport=tls", StringComparison.OrdinalIgnoreCase)
        || contactUri.Contains("transport=ws", StringComparison.OrdinalIgnoreCase);
}
