using System.Security.Claims;
using PbxPortal.Accounts;

namespace PbxPortal.Tests.Components.Fakes;

internal sealed class FakeUserSignIns : IUserSignIns
{
    public List<string> Asked { get; } = [];

    public UserSignIn? SignIn { get; set; } = new(Name: null, LastSignInAt: null, HasSecondFactor: false, InvitedUntil: null);

    public Task<UserSignIn?> FindAsync(ClaimsPrincipal who, long userId, CancellationToken cancellationToken) => Task.FromResult(SignIn);

    public Task<string?> InviteAsync(ClaimsPrincipal who, long userId, CancellationToken cancellationToken)
    {
        Asked.Add($"invite {userId}");
        SignIn = SignIn! with { InvitedUntil = Sample.Now.AddDays(4) };
        return Task.FromResult<string?>("TOKEN");
    }

    public Task<bool> RemoveAsync(ClaimsPrincipal who, long userId, CancellationToken cancellationToken)
    {
        Asked.Add($"remove {userId}");
        SignIn = new UserSignIn(Name: null, LastSignInAt: null, HasSecondFactor: false, InvitedUntil: null);
        return Task.FromResult(true);
    }
}
