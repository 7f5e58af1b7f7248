namespace PbxPortal.Server.Admission;

/// <summary>Who has reached a limit; whether it is banned is decided off the way of the messages.</summary>
/// <param name="Source">From where.</param>
/// <param name="Kind">Which limit.</param>
/// <param name="User">The digest user name that was tried last.</param>
/// <param name="Tries">The limit that was reached.</param>
/// <param name="DomainId">The domain that was asked; <c>null</c>: none of ours.</param>
internal sealed record Suspect(SourceNetwork Source, SuspectKind Kind, string User, int Tries, long? DomainId = null);
