using System.Globalization;
using System.Text;
using PbxPortal.Sip.Messages;

namespace PbxPortal.Tests.Sip;

/// <summary>Turns a message as one reads it, a raw string literal, into a message as it goes on the wire.</summary>
internal static class SipText
{
    /// <summary>
    /// Every line ends in CRLF. Without an empty line in the text there is no body, and the empty line that ends the header
    /// fields is added. <c>Content-Length: ...</c> becomes the length of the body, as in the examples of RFC 3261.
    /// </summary>
    public static byte[] ToWire(string text)
    {
        var wire = text.ReplaceLineEndings("\r\n");
        wire += wire.Contains("\r\n\r\n", StringComparison.Ordinal) ? "\r\n" : "\r\n\r\n";
        var body = wire[(wire.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
        var length = Encoding.UTF8.GetByteCount(body).ToString(CultureInfo.InvariantCulture);
        return Encoding.UTF8.GetBytes(wire.Replace("Content-Length: ...", $"Content-Length: {length}", StringComparison.Ordinal));
    }

    public static SipRequest ToRequest(string text) => Assert.IsType<SipRequest>(Parse(ToWire(text)));

    public static SipResponse ToResponse(string text) => Assert.IsType<SipResponse>(Parse(ToWire(text)));

    /// <summary>What a span holds, for comparison with a string.</summary>
    public static string ToText(this ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    /// <summary>Bytes of a literal that holds nothing but text.</summary>
    public static byte[] ToBytes(this string text) => Encoding.UTF8.GetBytes(text);

    private static SipMessage Parse(byte[] wire)
    {
        Assert.True(SipParser.TryParse(wire, out var message, out var error), error.ToString());
        return message!;
    }
}
