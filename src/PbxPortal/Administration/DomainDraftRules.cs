using System.Collections.Immutable;
using System.Text;

namespace PbxPortal.Administration;

/// <summary>What a domain may be called.</summary>
public static class DomainDraftRules
{
    private const int MaxNameLength = 253;

    /// <summary>Domain names are compared without case, so they are kept in lower case.</summary>
    public static DomainDraft Tidy(DomainDraft draft) => draft with { Name = draft.Name.Trim().TrimEnd('.').ToLowerInvariant() };

    /// <summary>All mistakes of a tidy draft.</summary>
    public static ImmutableArray<Mistake> Check(DomainDraft draft)
    {
        var mistakes = UserDraftRules.CheckMaxDevices(draft.MaxDevicesPerUser, nameof(DomainDraft.MaxDevicesPerUser)).ToList();
        // host of RFC 3261, 25.1 is ASCII: an international name is written the way that DNS knows it, as xn--.
        if (draft.Name.Length > MaxNameLength || !Ascii.IsValid(draft.Name) || Uri.CheckHostName(draft.Name) is not (UriHostNameType.Dns or UriHostNameType.IPv4))
        {
            mistakes.Insert(0, new Mistake(nameof(DomainDraft.Name), $"'{draft.Name}' is not a domain name. Example: acme.example"));
        }

        return [.. mistakes];
    }
}
