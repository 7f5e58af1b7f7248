using System.Globalization;
using System.Security.Claims;
using PbxPortal.Accounts;
using PbxPortal.Server.Diagnosis;
using PbxPortal.Server.Directory;

namespace PbxPortal.Administration;

/// <summary>Puts the audit and the drops of whole sites together.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class ChangeHistory(IAuditReader audit, DropHistory drops, IUserDirectory directory, TimeProvider timeProvider) : IChangeHistory
{
    public static readonly TimeSpan Memory = TimeSpan.FromHours(24);

    /// <summary>An import writes a line for each of its users; together they are one change.</summary>
    private const int MostLines = 500;

    public async Task<IReadOnlyList<ChangeLine>> ReadAsync(ClaimsPrincipal who, int limit, CancellationToken cancellationToken)
    {
        var since = timeProvider.GetUtcNow() - Memory;
        var domains = PortalAccess.VisibleDomains(who, directory);
        var seesAll = PortalAccess.HasEverywhere(who, PortalRole.ReadOnly);
        var lines = await audit.ReadAsync([.. domains.Select(domain => domain.Id)], withoutDomain: true, since, MostLines, cancellationToken);
        return
        [
            .. Merge(lines.Where(line => seesAll || line.Entry.DomainId is not null || IsOfServer(line)).Select(LineOf).OfType<ChangeLine>())
                .Concat(from drop in drops.Since(since)
                        where domains.Any(domain => domain.Id == drop.DomainId)
                        select LineOf(drop))
                .OrderByDescending(line => line.At)
                .Take(limit),
        ];
    }

    /// <summary>The same by the same person within the hour is one line, with a number.</summary>
    internal static IEnumerable<ChangeLine> Merge(IEnumerable<ChangeLine> newestFirst)
    {
        var merged = new List<ChangeLine>();
        foreach (var line in newestFirst)
        {
            var place = merged.FindIndex(known => known.Kind == line.Kind
                && line.Kind is ChangeKind.Password or ChangeKind.User
                && string.Equals(known.By, line.By, StringComparison.Ordinal)
                && string.Equals(FirstWords(known.Text), FirstWords(line.Text), StringComparison.Ordinal)
                && known.At - line.At < TimeSpan.FromHours(1));
            if (place < 0)
            {
                merged.Add(line);
            }
            else
            {
                var count = merged[place].Count + 1;
                merged[place] = merged[place] with { Count = count };
            }
        }

        return merged;
    }

    /// <summary>What everybody's phones feel, whatever domain they are in.</summary>
    private static bool IsOfServer(AuditLine line) => line.Entry.Action is ServerChronicle.StartAction or ServerChronicle.CertificateAction;

    private static string FirstWords(string text) => text.Split(" of ")[0];

    private static ChangeLine LineOf(SiteDrop drop) => new(
        drop.At,
        ChangeKind.MassDrop,
        string.Create(CultureInfo.InvariantCulture, $"{drop.Devices} phones behind {drop.Address} dropped together"));

    /// <summary><c>null</c>: it concerns one device only, or nothing that phones feel.</summary>
    private static ChangeLine? LineOf(AuditLine line)
    {
        var entry = line.Entry;
        (ChangeKind Kind, string Text)? change = entry.Action switch
        {
            ServerChronicle.StartAction => (ChangeKind.Restart, "The server was started"),
            ServerChronicle.CertificateAction => (ChangeKind.Certificate, $"Another certificate is in use: {entry.NewValue}"),
            "new password" or "edit user, new password" => (ChangeKind.Password, $"New password of {entry.Subject}"),
            "add user" => (ChangeKind.User, $"Addition of {entry.Subject}"),
            "edit user" => (ChangeKind.User, $"Change of {entry.Subject}"),
            "enable user" => (ChangeKind.User, $"Enabling of {entry.Subject}"),
            "disable user" => (ChangeKind.User, $"Disabling of {entry.Subject}"),
            "delete user" => (ChangeKind.User, $"Deletion of {entry.Subject}"),
            { } action when action.Contains("account", StringComparison.Ordinal) => (ChangeKind.Account, $"{Sentence(action)} {entry.Subject}"),
            { } action when action.Contains("domain", StringComparison.Ordinal) => (ChangeKind.Domain, $"{Sentence(action)} {entry.Subject}"),
            { } action when action.Contains("password", StringComparison.Ordinal) =>
                (ChangeKind.Password, $"{Sentence(action)} of {entry.Subject}"),
            "ban" or "unban" or "allow network" or "remove allowed network" => (ChangeKind.Security, $"{Sentence(entry.Action)} {entry.Subject}"),
            _ => null,
        };
        return change is { } known
            ? new ChangeLine(line.At, known.Kind, known.Text, known.Kind is ChangeKind.Restart or ChangeKind.Certificate ? "" : entry.Actor)
            : null;
    }

    private static string Sentence(string text) => text.Length == 0 ? "" : char.ToUpperInvariant(text[0]) + text[1..];
}
