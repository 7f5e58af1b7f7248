using System.Collections.Immutable;
using System.Text;

namespace PbxPortal.Administration;

/// <summary>What a domain may be called and set.</summary>
public static class DomainDraftRules
{
    public const int MinQualifySeconds = 10;
    public const int MaxQualifySeconds = 3600;

    private const int MaxNameLength = 253;

    /// <summary>Domain names are compared without case, so they are kept in lower case.</summary>
    public static DomainDraft Tidy(DomainDraft draft) => draft with
    {
        Name = draft.Name.Trim().TrimEnd('.').ToLowerInvariant(),
        DigestAlgorithms = draft.DigestAlgorithms.IsDefaultOrEmpty
            ? []
            : [.. draft.DigestAlgorithms.Select(word => word.Trim()).Where(word => word.Length > 0).Select(TidyAlgorithm).Distinct(StringComparer.Ordinal)],
    };

    /// <summary>All mistakes of a tidy draft.</summary>
    public static ImmutableArray<Mistake> Check(DomainDraft draft)
    {
        var mistakes = UserDraftRules.CheckMaxDevices(draft.MaxDevicesPerUser, nameof(DomainDraft.MaxDevicesPerUser)).ToList();
        mistakes.AddRange(CheckAlgorithms(draft));
        if (draft.QualifySeconds is < MinQualifySeconds or > MaxQualifySeconds)
        {
            mistakes.Add(new Mistake(
                nameof(DomainDraft.QualifySeconds),
                $"The devices are asked every {MinQualifySeconds} to {MaxQualifySeconds} seconds, or not at all when this is empty. Example: 60"));
        }

        // host of RFC 3261, 25.1 is ASCII: an international name is written the way that DNS knows it, as xn--.
        if (draft.Name.Length > MaxNameLength || !Ascii.IsValid(draft.Name) || Uri.CheckHostName(draft.Name) is not (UriHostNameType.Dns or UriHostNameType.IPv4))
        {
            mistakes.Insert(0, new Mistake(nameof(DomainDraft.Name), $"'{draft.Name}' is not a domain name. Example: acme.example"));
        }

        return [.. mistakes];
    }

    private static IEnumerable<Mistake> CheckAlgorithms(DomainDraft draft) =>
        from word in draft.DigestAlgorithms
        where !AlgorithmWord.TryParse(word, out _)
        select new Mistake(
            nameof(DomainDraft.DigestAlgorithms), $"'{word}' is none of {string.Join(", ", AlgorithmWord.All)}. Example: MD5, SHA-256");

    private static string TidyAlgorithm(string word) => AlgorithmWord.TryParse(word, out var algorithm) ? AlgorithmWord.Of(algorithm) : word;
}
