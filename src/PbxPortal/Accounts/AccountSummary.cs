using System.Collections.Immutable;

namespace PbxPortal.Accounts;

/// <summary>One portal account as the accounts page lists it.</summary>
/// <param name="LockedUntil">Too many wrong passwords; <c>null</c>: not locked.</param>
public sealed record AccountSummary(
    long Id, string Name, bool IsEnabled, ImmutableArray<RoleGrant> Grants, DateTimeOffset CreatedAt, DateTimeOffset? LastSignInAt,
    DateTimeOffset? LockedUntil, bool HasSecondFactor = false);
