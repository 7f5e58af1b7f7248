using PbxPortal.Storage;

namespace PbxPortal.Administration;

/// <summary>A change of one user that was checked and needs only to be written.</summary>
/// <param name="UserId"><c>null</c>: a new user.</param>
/// <param name="SealedSecrets"><c>null</c>: the password stays.</param>
/// <param name="GeneratedPassword">To be shown once; <c>null</c> when none was generated.</param>
/// <param name="Audit">What the audit will say.</param>
internal sealed record UserPlan(
    long? UserId, StoredDomain Domain, UserDraft Draft, byte[]? SealedSecrets, string? GeneratedPassword, AuditEntry Audit);
