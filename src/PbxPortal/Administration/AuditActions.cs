using System.Collections.Frozen;

namespace PbxPortal.Administration;

/// <summary>Which action of the audit is of which kind. The lines hold the words alone, so that older ones have a kind too.</summary>
public static class AuditActions
{
    private static readonly FrozenDictionary<string, AuditKind> Kinds = Of(
        (AuditKind.SignIn, [
            "sign in", "sign out", "sign browsers out", "change own password", "switch on second step", "switch off second step",
            "new recovery codes", "choose own portal password"]),
        (AuditKind.User, [
            "add user", "edit user", "edit user, new password", "new password", "enable user", "disable user", "set most devices",
            "delete user", "add device password", "revoke password"]),
        (AuditKind.Device, ["log out", "allow", "edit device", "do not disturb", "forget device", "reboot", "check sync"]),
        (AuditKind.Domain, ["add domain", "edit domain", "delete domain"]),
        (AuditKind.Security, ["ban", "unban", "allow network", "remove allowed network"]),
        (AuditKind.Trace, ["watch SIP messages", "stop watching SIP messages"]),
        (AuditKind.Account, [
            "add first owner", "add account", "edit account", "new password for account", "reset second step of account", "delete account",
            "unlock account", "invite user to the portal", "take portal sign-in away"]),
        (AuditKind.ApiKey, ["create API key", "revoke API key"]));

    /// <summary>Those that have a kind of their own.</summary>
    public static IReadOnlyCollection<string> Known => Kinds.Keys;

    public static AuditKind KindOf(string action) => Kinds.GetValueOrDefault(action, AuditKind.Other);

    public static IEnumerable<string> Of(IEnumerable<AuditKind> kinds) =>
        from known in Kinds
        where kinds.Contains(known.Value)
        select known.Key;

    private static FrozenDictionary<string, AuditKind> Of(params (AuditKind Kind, string[] Actions)[] kinds) =>
        (from kind in kinds from action in kind.Actions select KeyValuePair.Create(action, kind.Kind)).ToFrozenDictionary(StringComparer.Ordinal);
}
