namespace PbxPortal.Server.Registration;

/// <summary>What stands in a temporary GRUU.</summary>
/// <param name="Hash">See <see cref="Gruus.HashOf"/>.</param>
internal readonly record struct TemporaryGruu(long UserId, ulong Hash, DateTimeOffset MadeAt);
