using System.Collections.Immutable;

namespace PbxPortal.Administration;

/// <summary>What came of adding or editing a user.</summary>
/// <param name="UserId"><c>null</c> when there are mistakes; then nothing was changed.</param>
/// <param name="Password">The generated password, to be shown once; <c>null</c> when none was generated.</param>
public sealed record SaveUserResult(long? UserId, string? Password, ImmutableArray<Mistake> Mistakes);
