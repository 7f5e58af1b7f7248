using System.Collections.Immutable;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Administration;

/// <summary>How forms, the API and the database call a transport: <c>udp</c>, <c>tcp</c>, <c>tls</c>, <c>ws</c>, <c>wss</c>.</summary>
public static class TransportWord
{
    public static ImmutableArray<string> All { get; } = [.. Enum.GetValues<TransportProtocol>().Select(Of)];

    public static string Of(TransportProtocol transport) => transport.ToString().ToLowerInvariant();

    public static bool TryParse(string word, out TransportProtocol transport)
    {
        foreach (var known in Enum.GetValues<TransportProtocol>())
        {
            if (string.Equals(Of(known), word, StringComparison.OrdinalIgnoreCase))
            {
                transport = known;
                return true;
            }
        }

        transport = default;
        return false;
    }
}
