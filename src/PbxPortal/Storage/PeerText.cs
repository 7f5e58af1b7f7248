using System.Text;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Storage;

/// <summary>Reads the text of a peer's address; one that cannot be read, of an old database, is nobody's.</summary>
internal static class PeerText
{
    public static PeerAddress Read(ReadOnlySpan<byte> utf8) =>
        PeerAddress.TryParse(Encoding.UTF8.GetString(utf8), out var peer) ? peer : default;
}
