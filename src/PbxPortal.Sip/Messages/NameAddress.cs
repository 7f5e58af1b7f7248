using System.Buffers;

namespace PbxPortal.Sip.Messages;

/// <summary>One value of From, To, Contact, Route, Record-Route or Path: a display name, a URI and header parameters.</summary>
public readonly ref struct NameAddress
{
    // Phones leave out the quotes round names in every script, so only what would make the value ambiguous is refused.
    private static readonly SearchValues<byte> NotInDisplayName = SearchValues.Create("\",;:<>"u8);

    private static readonly SearchValues<byte> NotInUri = SearchValues.Create("<>\" \t\r\n\0"u8);

    // RFC 3261, 20: without angle brackets, a comma, a semicolon or a question mark is not part of the URI.
    private static readonly SearchValues<byte> NotInBareUri = SearchValues.Create("<>\" \t\r\n\0,?"u8);

    private NameAddress(ReadOnlySpan<byte> displayName, ReadOnlySpan<byte> uri, ReadOnlySpan<byte> parameters, bool isBracketed)
    {
        DisplayName = displayName;
        Uri = uri;
        Parameters = parameters;
        IsBracketed = isBracketed;
    }

    /// <summary>Without its quotes; <see cref="QuotedString"/> takes out the escapes.</summary>
    public ReadOnlySpan<byte> DisplayName { get; }

    /// <summary>The URI byte for byte as sent, without angle brackets.</summary>
    public ReadOnlySpan<byte> Uri { get; }

    /// <summary>The parameters of the header field, from the first semicolon on.</summary>
    public ReadOnlySpan<byte> Parameters { get; }

    public bool IsBracketed { get; }

    /// <summary>Empty when the value has none.</summary>
    public ReadOnlySpan<byte> Tag => ParameterReader.TryFind(Parameters, "tag"u8, out var tag) ? tag : default;

    /// <summary>Whether a Contact is <c>*</c>: all bindings (10.2.2).</summary>
    public static bool IsWildcard(ReadOnlySpan<byte> value) => value.TrimLws() is [(byte)'*'];

    /// <summary>( name-addr / addr-spec ) *( SEMI generic-param ).</summary>
    public static bool TryParse(ReadOnlySpan<byte> value, out NameAddress address)
    {
        value = value.TrimLws();
        address = default;
        if (value.IsEmpty)
        {
            return false;
        }

        var isQuoted = value[0] == (byte)'"';
        var nameLength = isQuoted ? Grammar.QuotedLength(value) : Math.Max(value.IndexOf((byte)'<'), 0);
        if (nameLength < 0)
        {
            return false;
        }

        var rest = value[nameLength..].TrimLwsStart();
        if (!rest.StartsWith((byte)'<'))
        {
            return !isQuoted && TryParseBare(value, out address);
        }

        var name = isQuoted ? value[1..(nameLength - 1)] : value[..nameLength].TrimLwsEnd();
        return (isQuoted || !name.ContainsAny(NotInDisplayName)) && TryParseBracketed(name, rest, out address);
    }

    public bool TryGetParameter(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value) =>
        ParameterReader.TryFind(Parameters, name, out value);

    private static bool TryParseBracketed(ReadOnlySpan<byte> name, ReadOnlySpan<byte> rest, out NameAddress address)
    {
        var end = rest.IndexOf((byte)'>');
        var uri = end < 0 ? default : rest[1..end];
        address = new NameAddress(name, uri, end < 0 ? default : rest[(end + 1)..], isBracketed: true);
        return !uri.ContainsAny(NotInUri) && IsComplete(address);
    }

    /// <summary>Everything after the first semicolon belongs to the header field, not to the URI (20.10).</summary>
    private static bool TryParseBare(ReadOnlySpan<byte> value, out NameAddress address)
    {
        var semicolon = value.IndexOf((byte)';');
        var uri = (semicolon < 0 ? value : value[..semicolon]).TrimLwsEnd();
        address = new NameAddress(default, uri, semicolon < 0 ? default : value[semicolon..], isBracketed: false);
        return !uri.ContainsAny(NotInBareUri) && IsComplete(address);
    }

    private static bool IsComplete(in NameAddress address)
    {
        var colon = address.Uri.IndexOf((byte)':');
        return colon > 0 && Grammar.IsScheme(address.Uri[..colon]) && ParameterReader.IsWellFormed(address.Parameters);
    }
}
