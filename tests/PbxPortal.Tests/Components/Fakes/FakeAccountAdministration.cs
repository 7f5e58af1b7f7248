using System.Collections.Immutable;
using System.Security.Claims;
using PbxPortal.Accounts;
using PbxPortal.Administration;

namespace PbxPortal.Tests.Components.Fakes;

internal sealed class FakeAccountAdministration : IAccountAdministration
{
    public List<string> Asked { get; } = [];

    public List<AccountSummary> Accounts { get; } = [];

    public ImmutableArray<Mistake> Mistakes { get; set; } = [];

    /// <summary>Thrown at whoever resets a second step.</summary>
    public Exception? Failure { get; set; }

    public Task<IReadOnlyList<AccountSummary>> ListAsync(ClaimsPrincipal who, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<AccountSummary>>([.. Accounts]);

    public Task<(string? Password, ImmutableArray<Mistake> Mistakes)> AddAsync(
        ClaimsPrincipal who, string name, ImmutableArray<RoleGrant> grants, CancellationToken cancellationToken)
    {
        Asked.Add($"add {name} {string.Join(' ', grants.Select(grant => $"{grant.Role}@{grant.DomainId}"))}");
        return Task.FromResult((Mistakes.IsEmpty ? "kV7w-Qm3x-T9rb" : null, Mistakes));
    }

    public Task<ImmutableArray<Mistake>> EditAsync(
        ClaimsPrincipal who, long accountId, bool isEnabled, ImmutableArray<RoleGrant> grants, CancellationToken cancellationToken)
    {
        Asked.Add($"edit {accountId}");
        return Task.FromResult(Mistakes);
    }

    public Task<string?> NewPasswordAsync(ClaimsPrincipal who, long accountId, CancellationToken cancellationToken)
    {
        Asked.Add($"new password {accountId}");
        return Task.FromResult<string?>("kV7w-Qm3x-T9rb");
    }

    public Task<bool> ResetSecondFactorAsync(ClaimsPrincipal who, long accountId, CancellationToken cancellationToken)
    {
        Asked.Add($"reset second factor {accountId}");
        return Failure is { } failure ? Task.FromException<bool>(failure) : Task.FromResult(true);
    }

    public Task<ImmutableArray<Mistake>> DeleteAsync(ClaimsPrincipal who, long accountId, CancellationToken cancellationToken)
    {
        Asked.Add($"delete {accountId}");
        return Task.FromResult(Mistakes);
    }
}
