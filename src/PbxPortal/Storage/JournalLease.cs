using PbxPortal.Server.Location;

namespace PbxPortal.Storage;

/// <summary>Reads the lease with which the journal's content of a binding begins.</summary>
internal static class JournalLease
{
    public static Lease Read(ref JournalText content) => new()
    {
        CSeq = (uint)content.Number(),
        GrantedSeconds = (int)content.Number(),
        RefreshInterval = (int)content.Number(),
        RefreshCount = (int)content.Number(),
        RefreshedAt = DateTimeOffset.FromUnixTimeMilliseconds(content.Number()),
    };
}
