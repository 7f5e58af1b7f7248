namespace PbxPortal.Administration;

/// <summary>One user, and what an order for many did to him.</summary>
/// <param name="Domain">Empty when he is gone.</param>
/// <param name="Extension">Empty when he is gone.</param>
/// <param name="Password">The new password, to be shown once; <c>null</c> but for <see cref="UserAction.NewPassword"/>.</param>
public sealed record UserFate(long UserId, string Domain, string Extension, UserOutcome Outcome, string? Password = null);
