namespace PbxPortal.Sip.Messages;

/// <summary>Walks the <c>name=value</c> pairs of a challenge or of credentials, separated by commas (RFC 7616, 3.4).</summary>
public ref struct AuthParameterReader
{
    private ReadOnlySpan<byte> _unread;

    /// <param name="value">A header value, scheme and all.</param>
    public AuthParameterReader(ReadOnlySpan<byte> value)
    {
        value = value.TrimLws();
        var end = value.IndexOfAny(LinearWhiteSpace.Bytes);
        Scheme = end < 0 ? value : value[..end];
        _unread = end < 0 ? default : value[end..];
    }

    /// <summary><c>Digest</c>, or another scheme.</summary>
    public ReadOnlySpan<byte> Scheme { get; }

    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>Of a quoted value what stands between the quotes, escapes untouched.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Whether <see cref="Read"/> stopped because of a mistake and not at the end.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>auth-param = token EQUAL ( token / quoted-string ).</summary>
    public bool Read()
    {
        // Empty elements are skipped: some phones end the list with a comma.
        var rest = _unread.TrimStart(" \t,"u8);
        if (rest.IsEmpty)
        {
            return false;
        }

        var equals = rest.IndexOf((byte)'=');
        Name = equals < 0 ? default : rest[..equals].TrimLwsEnd();
        if (!Grammar.IsToken(Name))
        {
            return Fail();
        }

        rest = rest[(equals + 1)..].TrimLwsStart();
        var isQuoted = rest.StartsWith((byte)'"');
        var length = isQuoted ? Grammar.QuotedLength(rest) : LengthOfBareValue(rest);
        if (length < 0)
        {
            return Fail();
        }

        Value = isQuoted ? rest[1..(length - 1)] : rest[..length].TrimLwsEnd();
        _unread = rest[length..].TrimLwsStart();
        return _unread.IsEmpty || _unread[0] == (byte)',' || Fail();
    }

    private static int LengthOfBareValue(ReadOnlySpan<byte> rest)
    {
        var comma = rest.IndexOf((byte)',');
        return comma < 0 ? rest.Length : comma;
    }

    private bool Fail()
    {
        IsMalformed = true;
        _unread = default;
        Name = default;
        Value = default;
        return false;
    }
}
