using System.Buffers;

namespace PbxPortal.Server.Authentication;

/// <summary>
/// Products that fail when they are offered more than MD5, although a phone should pass by what it does not know and take another
/// challenge (RFC 8760, 2.4): some read only the first challenge, others give up at the first that they do not know, wherever it
/// stands. They are offered MD5 alone.
/// </summary>
internal static class Md5OnlyAgents
{
    private static readonly SearchValues<char> VersionCharacters = SearchValues.Create("0123456789.");

    private static readonly Product[] Products =
    [
        // Gives up at SHA-256, wherever it stands.
        new("baresip v", new Version(3, 12)),

        // pjsip reads only the first challenge until 2.11, and so does what is built on it.
        new("PJSUA v", new Version(2, 11)),
        new("MicroSIP/", new Version(3, 21)),
        new("CSipSimple"),

        // Of several challenges it keeps the last, and gives up when that is not MD5 (3.13.8).
        new("JsSIP"),

        // They take the first challenge, and stop when it is not MD5.
        new("Twinkle/"),
        new("sipsorcery_v", new Version(5, 2, 4)),

        // Phones whose last firmware is older than qop, let alone than RFC 7616.
        new("Cisco-CP7905"),
        new("Cisco-CP7912"),
        new("Cisco-CP7940"),
        new("Cisco-CP7960"),
        new("Cisco ATA 18"),
    ];

    public static bool Contains(string userAgent)
    {
        foreach (var product in Products)
        {
            if (product.IsMadeBy(userAgent))
            {
                return true;
            }
        }

        return false;
    }

    /// <param name="Beginning">How its User-Agent begins.</param>
    /// <param name="FirstGood">The first version that may be offered more; <c>null</c>: none.</param>
    private sealed record Product(string Beginning, Version? FirstGood = null)
    {
        public bool IsMadeBy(string userAgent)
        {
            if (!userAgent.StartsWith(Beginning, StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }

            var version = userAgent.AsSpan(Beginning.Length);
            var end = version.IndexOfAnyExcept(VersionCharacters);
            return FirstGood is null || (Version.TryParse(end < 0 ? version : version[..end], out var parsed) && parsed < FirstGood);
        }
    }
}
