using System.Collections.Immutable;
using PbxPortal.Server.Admission;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Location;
using PbxPortal.Server.Registration;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Diagnosis;

/// <summary>Makes problems of failed attempts.</summary>
/// <remarks>Confined to its owner's lock.</remarks>
internal sealed class AttemptProblems(ProblemSources sources, SuggestedNames names)
{
    public Problem OfUser(Evidence evidence, in UserStanding standing)
    {
        var user = standing.User;
        var isOwn = IsOwnDevice(evidence, standing.Location);
        var blocked = BlockedDevice(evidence, standing.Location);
        var context = new AttemptContext
        {
            User = user,
            Sender = evidence.SenderId is { } senderId ? sources.Directory.FindUser(senderId) : null,
            Domain = user.Domain,
            IsBlocked = blocked is not null,
            RegisteredDevices = standing.Registered,
            MaxDevices = sources.MaxDevicesOf(user),
            MinExpires = sources.Registrar.MinExpires,
        };
        var isMissed = user.IsEnabled && !standing.IsReachable && (isOwn || !standing.HasDevices);
        return Of(evidence, context, isMissed ? ProblemRank.Unreachable : ProblemRank.OneDevice) with
        {
            DomainId = user.Domain.Id,
            Domain = user.Domain.Name,
            UserId = user.Id,
            User = user.Extension,
            DisplayName = user.DisplayName,
            DeviceId = blocked?.Device.Id ?? DeviceOf(evidence, standing.Location)?.Device.Id,
            LastGoodAt = DeviceOf(evidence, standing.Location) is { IsTransient: false } device
                ? device.Binding?.Lease.RefreshedAt ?? device.Device.LastSeen
                : null,
        };
    }

    public Problem OfStranger(Evidence evidence)
    {
        var domain = evidence.DomainId is { } domainId ? sources.Directory.FindDomain(domainId) : null;
        var nearest = domain is null ? null : names.Find(domain.Id, evidence.Signs.ToUser);
        var meant = domain is null ? MeantUser(evidence) : null;
        var context = new AttemptContext
        {
            Domain = domain,
            Nearest = nearest is null ? "" : LabelOf(nearest),
            OtherDomain = meant?.Domain.Name ?? NearestDomain(evidence),
            MinExpires = sources.Registrar.MinExpires,
        };

        // A phone that stands where devices of the domain are is more than a stranger: its people shall see it.
        var home = domain ?? (meant is not null && IsFamiliar(meant, evidence.Peer) ? meant.Domain : null);
        return Of(evidence, context, ProblemRank.Stranger) with
        {
            DomainId = home?.Id,
            Domain = home?.Name ?? evidence.Signs.RequestHost,
            User = evidence.Signs.ToUser,
            Suggestion = nearest?.Extension ?? "",
        };
    }

    /// <summary>Whether the attempt comes from a device that the user has, or from where one is or was.</summary>
    public static bool IsOwnDevice(Evidence evidence, UserLocation? location) => DeviceOf(evidence, location) is not null;

    private static DeviceEntry? DeviceOf(Evidence evidence, UserLocation? location)
    {
        DeviceEntry? atSameAddress = null;
        foreach (var entry in location?.Devices ?? [])
        {
            if (!evidence.Identity.Bytes.IsEmpty && entry.Device.IdentityText == evidence.Identity)
            {
                return entry;
            }

            if (!entry.IsTransient && PeerAddress.TryParse(entry.Source, out var peer) && peer.HasSameAddress(evidence.Peer))
            {
                atSameAddress ??= entry;
            }
        }

        return atSameAddress;
    }

    private DeviceEntry? BlockedDevice(Evidence evidence, UserLocation? location)
    {
        var now = sources.Clock.UtcNow;
        var blocked = (location?.Devices ?? []).Where(entry => entry.Block is { } block && block.IsInForce(now)).ToList();
        return blocked.Find(entry => entry.Device.IdentityText == evidence.Identity)
            ?? blocked.Find(entry => string.Equals(entry.Device.UserAgent, evidence.Key.UserAgent, StringComparison.Ordinal))
            ?? blocked.FirstOrDefault();
    }

    private Problem Of(Evidence evidence, AttemptContext context, ProblemRank rank)
    {
        var finding = AttemptRules.Find(evidence, context);
        var ban = sources.BanOf(evidence.Peer, context.User);
        if (ban is not null)
        {
            finding = AbsenceRules.OfBan(ban);
        }

        var product = evidence.Product.Length > 0 ? evidence.Product : evidence.Key.UserAgent;
        return new Problem
        {
            Key = $"{evidence.Key.UserId?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? evidence.Key.Claimed}|{evidence.Peer.ToAddress()}|{product}",
            Cause = finding.Cause,
            Rank = rank,
            Summary = finding.Summary,
            Advice = finding.Advice,
            Fix = finding.Fix,
            Class = evidence.Class,
            Product = product,
            Source = evidence.Peer.ToString(),
            Transport = evidence.Transport,
            Since = evidence.FirstAt,
            LastAt = evidence.LastAt,
            Tries = evidence.Count,
            Ban = ban is null ? null : BanKey.Of(ban),
            Facts = FactsOf(evidence),
        };
    }

    private static ImmutableArray<ProblemFact> FactsOf(Evidence evidence)
    {
        var signs = evidence.Signs;
        var facts = ImmutableArray.CreateBuilder<ProblemFact>();
        Add("Registers", signs.ToUser.Length > 0 ? $"{signs.ToUser}@{signs.ToHost}" : "");
        Add("Asks the domain", signs.RequestHost);
        Add("Authentication name", signs.AuthenticationName);
        Add("Realm", signs.Realm);
        Add("Digest algorithm", signs.AuthenticationName.Length > 0 ? signs.Algorithm.Length > 0 ? signs.Algorithm : "MD5" : "");
        Add("Contact", WireSignsReader.HostPort(signs.ContactHost, signs.ContactPort));
        Add("Via", WireSignsReader.HostPort(signs.ViaHost, signs.ViaPort));
        Add("Asks for", signs.Expires.Length > 0 ? $"{signs.Expires} s" : "");
        Add("User-Agent", evidence.Key.UserAgent);
        Add("Refused because", evidence.Refusal == RegistrationRefusal.None ? "" : RegistrationRefusals.Describe(evidence.Refusal));
        Add("Told to the phone", evidence.Detail);
        Add("Rewritten on the way", RewrittenOnTheWay.Describe(signs, evidence.Peer.ToAddress()));
        return facts.DrainToImmutable();

        void Add(string term, string text)
        {
            if (text.Length > 0)
            {
                facts.Add(new ProblemFact(term, text));
            }
        }
    }

    /// <summary>Who it would be in the one domain that has such a user.</summary>
    private User? MeantUser(Evidence evidence)
    {
        User? meant = null;
        foreach (var domain in evidence.Signs.ToUser.Length > 0 ? sources.Directory.Domains : [])
        {
            if (sources.Directory.FindUser(domain.Id, evidence.Signs.ToUser) is { } user)
            {
                if (meant is not null)
                {
                    return null;
                }

                meant = user;
            }
        }

        return meant;
    }

    private string NearestDomain(Evidence evidence) =>
        NearestName.Find(evidence.Signs.RequestHost, sources.Directory.Domains.Select(domain => domain.Name)) ?? "";

    private bool IsFamiliar(User user, in PeerAddress peer)
    {
        foreach (var entry in sources.Locations.OfUser(user.Id)?.Devices ?? [])
        {
            if (!entry.IsTransient && PeerAddress.TryParse(entry.Source, out var its) && its.HasSameAddress(peer))
            {
                return true;
            }
        }

        return false;
    }

    private static string LabelOf(User user) =>
        user.DisplayName.Length == 0 || string.Equals(user.DisplayName, user.Extension, StringComparison.Ordinal)
            ? user.Extension
            : $"{user.Extension} {user.DisplayName}";
}
