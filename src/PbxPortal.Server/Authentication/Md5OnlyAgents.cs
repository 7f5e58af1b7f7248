namespace PbxPortal.Server.Authentication;

/// <summary>
/// Phones that give up at a challenge with an algorithm they do not know, wherever it stands, although they should ignore it
/// and take another one (RFC 7616, 3.3). They are offered MD5 alone.
/// </summary>
internal static class Md5OnlyAgents
{
    private const string Baresip = "baresip v";

    /// <summary>Of several challenges it keeps the last, and gives up when that is not MD5 (3.13.8).</summary>
    private const string JsSip = "JsSIP";

    /// <summary>baresip reads SHA-256 since this version.</summary>
    private static readonly Version FirstGoodBaresip = new(3, 12);

    public static bool Contains(string userAgent)
    {
        if (userAgent.StartsWith(JsSip, StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        if (!userAgent.StartsWith(Baresip, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var version = userAgent.AsSpan(Baresip.Length);
        var end = version.IndexOf(' ');
        return Version.TryParse(end < 0 ? version : version[..end], out var parsed) && parsed < FirstGoodBaresip;
    }
}
