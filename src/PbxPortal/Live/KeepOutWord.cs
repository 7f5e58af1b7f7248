using PbxPortal.Administration;

namespace PbxPortal.Live;

/// <summary>Reads <see cref="KeepOut"/> as the hub and the HTTP API write it.</summary>
internal static class KeepOutWord
{
    public const string Mistake = "keepOut is one of no, oneHour and untilAllowed.";

    /// <param name="word">Missing: <see cref="KeepOut.No"/>.</param>
    public static bool TryParse(string? word, out KeepOut keepOut)
    {
        (var isKnown, keepOut) = word switch
        {
            null or "" or "no" => (true, KeepOut.No),
            "oneHour" => (true, KeepOut.OneHour),
            "untilAllowed" => (true, KeepOut.UntilAllowed),
            _ => (false, KeepOut.No),
        };
        return isKnown;
    }
}
