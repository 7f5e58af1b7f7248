using System.Collections.Immutable;

namespace PbxPortal.Administration;

/// <summary>New passwords that somebody may not have got, because his page was cut off while it showed them.</summary>
/// <param name="What">What they were made by, for example <c>New passwords of 50 users</c>.</param>
/// <param name="Until">From then on nobody has them.</param>
public sealed record ShelvedPasswords(
    long Id, string What, DateTimeOffset MadeAt, DateTimeOffset Until, ImmutableArray<GeneratedPassword> Passwords);
