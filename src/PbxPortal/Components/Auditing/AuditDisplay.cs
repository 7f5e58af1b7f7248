using PbxPortal.Administration;
using PbxPortal.Components.Display;

namespace PbxPortal.Components.Auditing;

/// <summary>How a line of the audit is called and drawn.</summary>
public static class AuditDisplay
{
    private const string Separator = ", ";

    public static string WordOf(AuditKind kind) => kind switch
    {
        AuditKind.SignIn => "Sign-ins",
        AuditKind.User => "Users",
        AuditKind.Device => "Devices",
        AuditKind.Domain => "Domains",
        AuditKind.Security => "Security",
        AuditKind.Trace => "Traces",
        AuditKind.Account => "Accounts",
        AuditKind.ApiKey => "API keys",
        _ => "Other",
    };

    public static string IconOf(AuditKind kind) => kind switch
    {
        AuditKind.SignIn => PortalIcons.Left,
        AuditKind.User => PortalIcons.User,
        AuditKind.Device => PortalIcons.Desk,
        AuditKind.Domain => PortalIcons.Domain,
        AuditKind.Security => PortalIcons.Lock,
        AuditKind.Trace => PortalIcons.Trace,
        AuditKind.Account => PortalIcons.Account,
        AuditKind.ApiKey => PortalIcons.ApiKey,
        _ => PortalIcons.Activity,
    };

    /// <summary>The action as a sentence begins.</summary>
    public static string SentenceOf(string action) => action.Length == 0 ? "" : char.ToUpperInvariant(action[0]) + action[1..];

    /// <summary>What is other than before: of two lists of values only those that differ.</summary>
    public static string ChangeOf(AuditEntry entry)
    {
        if (entry.OldValue.Length == 0 || entry.NewValue.Length == 0)
        {
            return entry.OldValue.Length == 0 ? entry.NewValue : $"was: {entry.OldValue}";
        }

        var (before, after) = (entry.OldValue.Split(Separator), entry.NewValue.Split(Separator));
        var gone = string.Join(Separator, before.Except(after, StringComparer.Ordinal));
        var come = string.Join(Separator, after.Except(before, StringComparer.Ordinal));
        return (gone.Length, come.Length) switch
        {
            (0, 0) => "",
            (0, _) => $"now {come}",
            (_, 0) => $"no longer {gone}",
            _ => $"{gone} → {come}",
        };
    }
}
