namespace PbxPortal.Accounts;

/// <summary>How a phone user's own sign-in stands.</summary>
/// <param name="Name">The name he signs in with; <c>null</c>: he has no account.</param>
/// <param name="InvitedUntil">Until when a link is good that he has not used; <c>null</c>: none is.</param>
public sealed record UserSignIn(string? Name, DateTimeOffset? LastSignInAt, bool HasSecondFactor, DateTimeOffset? InvitedUntil);
