using System.Text;
using System.Text.RegularExpressions;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Phones.Load;

/// <summary>A text of a <see cref="Profiles.PhoneProfile"/>, cut at its placeholders once, so that writing it is copying.</summary>
/// <remarks>Immutable.</remarks>
internal sealed partial class ProductText
{
    private readonly TextPart[] _parts;

    /// <param name="text">With placeholders in braces.</param>
    /// <param name="usual">The product's usual transport: who usually connects names UDP where it is used instead.</param>
    public ProductText(string text, TransportProtocol usual)
    {
        var filled = text.Replace("{;transport}", usual == TransportProtocol.Udp ? "" : ";transport=udp", StringComparison.Ordinal);
        _parts = [.. Pieces().Matches(filled).Select(match => ToPart(match.Value))];
    }

    public void Write(ref WireText wire, in PhoneFacts facts)
    {
        foreach (ref readonly var part in _parts.AsSpan())
        {
            if (part.Field == TextField.Literal)
            {
                wire.Add(part.Literal);
            }
            else
            {
                WriteField(ref wire, part.Field, facts);
            }
        }
    }

    private static void WriteField(ref WireText wire, TextField field, in PhoneFacts facts)
    {
        switch (field)
        {
            case TextField.User:
                wire.AddNumber(facts.User);
                break;
            case TextField.HostPort:
                WriteHostPort(ref wire, facts);
                break;
            case TextField.Mac:
                wire.Add("805ec0"u8);
                wire.AddHex(facts.MacTail, 6);
                break;
            case TextField.UpperMac:
                wire.Add("805EC0"u8);
                wire.AddUpperHex(facts.MacTail, 6);
                break;
            case TextField.Uuid:
                WriteUuid(ref wire, facts);
                break;
            case TextField.Token:
                wire.AddHex(facts.Token, 8);
                break;
            case TextField.Push:
                WritePushToken(ref wire, facts);
                break;
            case TextField.Line:
                wire.AddNumber(1);
                break;
            default:
                wire.Add("Phone "u8);
                wire.AddNumber(facts.User);
                break;
        }
    }

    /// <summary>A private address: most phones stand behind a NAT, and what they call themselves is not where they come from.</summary>
    private static void WriteHostPort(ref WireText wire, in PhoneFacts facts)
    {
        wire.Add("10."u8);
        wire.AddNumber((facts.Number >> 16) & 255);
        wire.Add("."u8);
        wire.AddNumber((facts.Number >> 8) & 255);
        wire.Add("."u8);
        wire.AddNumber(facts.Number & 255);
        wire.Add(":"u8);
        wire.AddNumber(facts.Port);
    }

    private static void WriteUuid(ref WireText wire, in PhoneFacts facts)
    {
        var (high, low) = (facts.Mixed(2), facts.Mixed(3));
        wire.AddHex(high >> 32, 8);
        wire.Add("-"u8);
        wire.AddHex(high >> 16, 4);
        wire.Add("-4"u8);
        wire.AddHex(high, 3);
        wire.Add("-a"u8);
        wire.AddHex(low >> 48, 3);
        wire.Add("-"u8);
        wire.AddHex(low, 12);
    }

    private static void WritePushToken(ref WireText wire, in PhoneFacts facts)
    {
        for (var quarter = 4; quarter < 8; quarter++)
        {
            wire.AddHex(facts.Mixed(quarter), 16);
        }
    }

    private static TextPart ToPart(string piece) => piece switch
    {
        "{user}" => new TextPart(TextField.User, []),
        "{hostport}" => new TextPart(TextField.HostPort, []),
        "{mac}" => new TextPart(TextField.Mac, []),
        "{MAC}" => new TextPart(TextField.UpperMac, []),
        "{uuid}" => new TextPart(TextField.Uuid, []),
        "{token}" => new TextPart(TextField.Token, []),
        "{push}" => new TextPart(TextField.Push, []),
        "{line}" => new TextPart(TextField.Line, []),
        "{name}" => new TextPart(TextField.Name, []),
        _ => new TextPart(TextField.Literal, Encoding.UTF8.GetBytes(piece)),
    };

    [GeneratedRegex(@"\{\w+\}|[^{]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pieces();
}
