using PbxPortal.Accounts;
using PbxPortal.Server.Directory;

namespace PbxPortal.Api;

/// <summary>One portal account as the HTTP API writes it.</summary>
/// <param name="LockedUntil">Too many wrong passwords; <c>null</c>: not locked.</param>
public sealed record AccountRow(
    long Id,
    string Name,
    bool IsEnabled,
    IReadOnlyList<GrantBody> Grants,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastSignInAt,
    DateTimeOffset? LockedUntil,
    bool HasSecondStep)
{
    public static AccountRow Of(AccountSummary account, IUserDirectory directory) => new(
        account.Id,
        account.Name,
        account.IsEnabled,
        [.. account.Grants.Select(grant => GrantBody.Of(grant, directory))],
        account.CreatedAt,
        account.LastSignInAt,
        account.LockedUntil,
        account.HasSecondFactor);
}
