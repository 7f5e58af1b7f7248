namespace PbxPortal.Accounts;

/// <summary>What another program may do with one key; the key itself was shown once and is not kept.</summary>
internal sealed record ApiKey(
    long Id, string Name, RoleGrant Grant, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt, DateTimeOffset? RevokedAt);
