using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Storage;

/// <summary>Reads the text of a peer's address; one that cannot be read, of an old database, is nobody's.</summary>
internal static class PeerText
{
    public static PeerAddress Read(ReadOnlySpan<byte> utf8)
    {
        // Nearly every address is of this kind, and a start reads one for each phone.
        var colon = utf8.LastIndexOf((byte)':');
        if (colon > 0
            && IPAddress.TryParse(utf8[..colon], out var address)
            && address.AddressFamily == AddressFamily.InterNetwork
            && ushort.TryParse(utf8[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            return PeerAddress.From(address, port);
        }

        return PeerAddress.TryParse(Encoding.UTF8.GetString(utf8), out var peer) ? peer : default;
    }
}
