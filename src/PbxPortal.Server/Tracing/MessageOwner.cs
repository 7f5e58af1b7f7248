using System.Runtime.InteropServices;

namespace PbxPortal.Server.Tracing;

/// <summary>Whom a message is about: the users that To, From and the credentials name, and their domains.</summary>
/// <param name="UserId">Of the address in To; <c>null</c>: no user of ours.</param>
/// <param name="SenderId">Of the address in From, or else of the credentials; <c>null</c>: no user of ours.</param>
/// <param name="DomainId">Of the address in To; <c>null</c>: not served here.</param>
/// <param name="SenderDomainId">Of the address in From; <c>null</c>: not served here.</param>
/// <param name="Stranger">The user part in To when its domain is not served here; else empty.</param>
/// <remarks>Immutable.</remarks>
[StructLayout(LayoutKind.Auto)]
public readonly record struct MessageOwner(
    long? UserId, long? SenderId, long? DomainId, long? SenderDomainId, string Stranger)
{
    public bool IsAbout(long userId) => UserId == userId || SenderId == userId;

    /// <summary>
    /// Whether somebody may read the message who sees these domains: each domain that it names must be among them. What names none
    /// of ours is for those who see all.
    /// </summary>
    public bool IsVisible(Func<long, bool> sees, bool seesAll) =>
        seesAll
        || ((DomainId is not null || SenderDomainId is not null)
            && (DomainId is not { } domain || sees(domain))
            && (SenderDomainId is not { } sender || sees(sender)));
}
