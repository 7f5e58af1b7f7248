using PbxPortal.Accounts;

namespace PbxPortal.Api;

/// <summary>A phone user's own sign-in to the portal as the HTTP API writes it.</summary>
/// <param name="Name">The name he signs in with; <c>null</c>: he has no account.</param>
/// <param name="InvitedUntil">Until when a link is good that he has not used; <c>null</c>: none is.</param>
public sealed record UserSignInRow(string? Name, DateTimeOffset? LastSignInAt, bool HasSecondStep, DateTimeOffset? InvitedUntil)
{
    public static UserSignInRow Of(UserSignIn signIn) => new(signIn.Name, signIn.LastSignInAt, signIn.HasSecondFactor, signIn.InvitedUntil);
}
