namespace PbxPortal.Sip.Messages;

/// <summary>A duration in seconds, as in Expires and the <c>expires</c> parameter of a Contact (RFC 3261, 25.1).</summary>
public static class DeltaSeconds
{
    /// <summary>
    /// delta-seconds = 1*DIGIT. <c>false</c> for anything else and for a number over 2^32-1; both mean the default
    /// (10.3 step 7: a value that is not valid is treated like 3600; RFC 4475, 3.1.2.4 says the same of an oversized one).
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out uint seconds) => Grammar.TryParseNumber(text, out seconds);
}
