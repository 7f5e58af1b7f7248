using System.Buffers.Text;
using System.Text;

namespace PbxPortal.Phones.Load;

/// <summary>Reads of a response just what a load run asks about, without copying.</summary>
/// <remarks>
/// Folded header fields are not read: no registrar sends them, and a generator that parses like a server would be as slow as one.
/// </remarks>
internal ref struct ResponseText
{
    private const int StatusEnd = 12;

    private readonly ReadOnlySpan<byte> _headers;
    private ReadOnlySpan<byte> _unread;

    private ResponseText(int statusCode, ReadOnlySpan<byte> headers)
    {
        StatusCode = statusCode;
        _headers = headers;
        _unread = headers;
    }

    public int StatusCode { get; }

    public ReadOnlySpan<byte> Name { get; private set; }

    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Status-Line = SIP-Version SP Status-Code SP Reason-Phrase CRLF.</summary>
    public static bool TryRead(ReadOnlySpan<byte> datagram, out ResponseText response)
    {
        response = default;
        var end = datagram.IndexOf("\r\n"u8);
        if (end < StatusEnd
            || !datagram.StartsWith("SIP/2.0 "u8)
            || !Utf8Parser.TryParse(datagram[8..StatusEnd], out int code, out var digits)
            || digits != 3)
        {
            return false;
        }

        response = new ResponseText(code, datagram[(end + 2)..]);
        return true;
    }

    /// <summary>Steps to the next header field; <c>false</c> at the empty line.</summary>
    public bool Read()
    {
        var end = _unread.IndexOf((byte)'\n');
        var colon = end < 0 ? -1 : _unread[..end].IndexOf((byte)':');
        if (colon <= 0)
        {
            return false;
        }

        Name = _unread[..colon].TrimEnd((byte)' ');
        Value = _unread[(colon + 1)..end].Trim(" \r\t"u8);
        _unread = _unread[(end + 1)..];
        return true;
    }

    public void Rewind() => _unread = _headers;

    public readonly bool Is(ReadOnlySpan<byte> name, byte compact) =>
        (Name.Length == 1 && (Name[0] | 0x20) == compact) || Is(name);

    public readonly bool Is(ReadOnlySpan<byte> name) => Name.Length == name.Length && Ascii.EqualsIgnoreCase(Name, name);

    /// <summary>The branch of the first Via: whose transaction this answers (RFC 3261, 17.1.3).</summary>
    public ReadOnlySpan<byte> ReadBranch()
    {
        Rewind();
        while (Read())
        {
            if (Is("Via"u8, (byte)'v'))
            {
                var at = Value.IndexOf("branch="u8);
                var branch = at < 0 ? default : Value[(at + 7)..];
                var end = branch.IndexOfAny(";, \t"u8);
                return end < 0 ? branch : branch[..end];
            }
        }

        return default;
    }

    /// <summary>Finds the binding of a contact URI, exactly as it was sent.</summary>
    /// <param name="uri">Without angle brackets.</param>
    /// <param name="seconds">What its <c>expires</c> parameter says, or else the Expires header field; -1 when neither is there.</param>
    public bool TryFindContact(scoped ReadOnlySpan<byte> uri, out int seconds)
    {
        Rewind();
        var (isFound, inContact, inHeader) = (false, -1, -1);
        while (Read())
        {
            if (Is("Contact"u8, (byte)'m'))
            {
                isFound = isFound || TryFindIn(Value, uri, out inContact);
            }
            else if (Is("Expires"u8))
            {
                inHeader = ToSeconds(Value);
            }
        }

        seconds = inContact >= 0 ? inContact : inHeader;
        return isFound;
    }

    private static bool TryFindIn(ReadOnlySpan<byte> contacts, scoped ReadOnlySpan<byte> uri, out int seconds)
    {
        seconds = -1;
        for (var rest = contacts; rest.IndexOf(uri) is var at and >= 0; rest = rest[(at + uri.Length)..])
        {
            var after = rest[(at + uri.Length)..];
            if (at == 0 || rest[at - 1] != '<' || after.IsEmpty || after[0] != '>')
            {
                continue;
            }

            var next = after.IndexOf("<sip:"u8);
            var parameters = next < 0 ? after : after[..next];
            var expires = parameters.IndexOf(";expires="u8);
            seconds = expires < 0 ? -1 : ToSeconds(parameters[(expires + 9)..]);
            return true;
        }

        return false;
    }

    private static int ToSeconds(ReadOnlySpan<byte> text) => Utf8Parser.TryParse(text, out int seconds, out _) ? seconds : -1;
}
