using System.Security.Claims;
using PbxPortal.Accounts;

namespace PbxPortal.Tests.Components.Fakes;

internal sealed class FakeFailedSignIns : IFailedSignIns
{
    public List<FailedSignIn> All { get; } = [];

    public List<string> Asked { get; } = [];

    public Task<IReadOnlyList<FailedSignIn>> ListAsync(ClaimsPrincipal who, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<FailedSignIn>>([.. All]);

    public Task<bool> UnlockAsync(ClaimsPrincipal who, long accountId, CancellationToken cancellationToken)
    {
        Asked.Add($"unlock {accountId}");
        for (var i = 0; i < All.Count; i++)
        {
            All[i] = All[i] with { IsLocked = All[i].IsLocked && All[i].AccountId != accountId };
        }

        return Task.FromResult(true);
    }
}
