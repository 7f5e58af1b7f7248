using System.Collections.Immutable;
using System.Globalization;
using System.Security.Claims;
using PbxPortal.Accounts;
using PbxPortal.Server.Admission;

namespace PbxPortal.Administration;

/// <summary>Asks for the permission, checks what was entered, hands the order to admission, and writes down who gave it.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class SecurityAdministration(IAdmissionControl admission, IAudit audit) : ISecurityAdministration
{
    /// <summary>Every one is looked at for whoever is about to be turned away.</summary>
    private const int MostAllowedNetworks = 1000;

    private const int LongestText = 200;
    private const int LongestBanMinutes = 366 * 24 * 60;

    public event Action? Changed
    {
        add => admission.Changed += value;
        remove => admission.Changed -= value;
    }

    public SecurityState Read(ClaimsPrincipal who)
    {
        DemandAdministrator(who);
        return new SecurityState(admission.Bans, admission.AllowedNetworks, admission.Silenced);
    }

    public async Task<ImmutableArray<Mistake>> BanAsync(ClaimsPrincipal who, BanDraft draft, CancellationToken cancellationToken)
    {
        DemandAdministrator(who);
        var mistakes = TextMistakes(draft.Reason, nameof(BanDraft.Reason)).ToList();
        if (draft.Minutes is < 1 or > LongestBanMinutes)
        {
            mistakes.Add(new Mistake(nameof(BanDraft.Minutes), "A ban lasts from one minute to a year, or until it is lifted. Example: 60"));
        }

        if (!SourceNetwork.TryParse(draft.Network, out var network, out var mistake) || (mistake = WhyNotBanned(network)) is not null)
        {
            mistakes.Insert(0, new Mistake(nameof(BanDraft.Network), mistake));
        }

        if (mistakes.Count == 0)
        {
            TimeSpan? length = draft.Minutes is { } minutes ? TimeSpan.FromMinutes(minutes) : null;
            var reason = draft.Reason.Trim() is { Length: > 0 } given ? given : "banned by hand";
            await admission.BanAsync(network, length, reason, PortalAccess.NameOf(who), cancellationToken);
            var words = draft.Minutes is null ? "until lifted" : string.Create(CultureInfo.InvariantCulture, $"{draft.Minutes} minutes");
            await WriteAsync(who, "ban", network.ToString(), $"{words}: {reason}");
        }

        return [.. mistakes];
    }

    public async Task<bool> UnbanAsync(ClaimsPrincipal who, BanKey key, CancellationToken cancellationToken)
    {
        DemandAdministrator(who);
        if (!await admission.UnbanAsync(key, PortalAccess.NameOf(who), cancellationToken))
        {
            return false;
        }

        await WriteAsync(who, "unban", key.User.Length > 0 ? $"{key.Network} for {key.User}" : key.Network.ToString(), "");
        return true;
    }

    public async Task<ImmutableArray<Mistake>> AllowAsync(
        ClaimsPrincipal who, AllowedNetworkDraft draft, CancellationToken cancellationToken)
    {
        DemandAdministrator(who);
        var mistakes = TextMistakes(draft.Remark, nameof(AllowedNetworkDraft.Remark)).ToList();
        if (!SourceNetwork.TryParse(draft.Network, out var network, out var mistake))
        {
            mistakes.Insert(0, new Mistake(nameof(AllowedNetworkDraft.Network), mistake));
        }
        else if (admission.AllowedNetworks.Any(allowed => allowed.Network == network))
        {
            mistakes.Insert(0, new Mistake(nameof(AllowedNetworkDraft.Network), $"{network} is allowed already."));
        }
        else if (admission.AllowedNetworks.Count >= MostAllowedNetworks)
        {
            mistakes.Insert(0, new Mistake("", $"There are {MostAllowedNetworks} allowed networks already; a wider one can take the place of several."));
        }

        if (mistakes.Count == 0)
        {
            await admission.AllowAsync(network, draft.Remark.Trim(), PortalAccess.NameOf(who), cancellationToken);
            await WriteAsync(who, "allow network", network.ToString(), draft.Remark.Trim());
        }

        return [.. mistakes];
    }

    public async Task<bool> DisallowAsync(ClaimsPrincipal who, SourceNetwork network, CancellationToken cancellationToken)
    {
        DemandAdministrator(who);
        if (!await admission.DisallowAsync(network, cancellationToken))
        {
            return false;
        }

        await WriteAsync(who, "remove allowed network", network.ToString(), "");
        return true;
    }

    private string? WhyNotBanned(SourceNetwork network)
    {
        if (network.ContainsLoopback)
        {
            return $"{network} holds the loopback address, which is never banned: it is this server.";
        }

        return !network.IsWide && admission.IsExempt(network)
            ? $"{network} is allowed, or an administrator is signed in from there: a ban would do nothing."
            : null;
    }

    private static IEnumerable<Mistake> TextMistakes(string text, string field)
    {
        if (text.Trim().Length > LongestText)
        {
            yield return new Mistake(field, $"This may have {LongestText} characters at most.");
        }
    }

    private static void DemandAdministrator(ClaimsPrincipal who)
    {
        if (!PortalAccess.HasEverywhere(who, PortalRole.Admin))
        {
            throw new UnauthorizedAccessException("This needs the role administrator in all domains.");
        }
    }

    // The order was carried out; a caller that has gone away meanwhile does not erase who gave it.
    private Task WriteAsync(ClaimsPrincipal who, string action, string subject, string value) =>
        audit.WriteAsync(new AuditEntry(PortalAccess.ActorOf(who), action, subject, newValue: value), CancellationToken.None);
}
