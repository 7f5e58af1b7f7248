namespace PbxPortal.Accounts;

/// <summary>What another program may do with one key; the key itself was shown once and is not kept.</summary>
/// <param name="CreatedBy">The account that made it; empty: not known any more.</param>
public sealed record ApiKey(
    long Id,
    string Name,
    RoleGrant Grant,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    DateTimeOffset? LastUsedAt,
    DateTimeOffset? RevokedAt);
