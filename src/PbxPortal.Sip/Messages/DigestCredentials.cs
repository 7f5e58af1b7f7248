using System.Globalization;

namespace PbxPortal.Sip.Messages;

/// <summary>The value of an Authorization or Proxy-Authorization header field (RFC 3261, 20.7; RFC 7616, 3.4).</summary>
/// <remarks>All values come without quotes and with their escapes: what the phone hashed is what it sent.</remarks>
public readonly ref struct DigestCredentials
{
    private DigestCredentials(scoped ref AuthParameterReader reader)
    {
        Scheme = reader.Scheme;
        while (reader.Read())
        {
            switch (reader.Name.Length)
            {
                case 2 when Grammar.Matches(reader.Name, "nc"u8):
                    NonceCount = reader.Value;
                    break;
                case 3 when Grammar.Matches(reader.Name, "uri"u8):
                    Uri = reader.Value;
                    break;
                case 3 when Grammar.Matches(reader.Name, "qop"u8):
                    Qop = reader.Value;
                    break;
                case 5 when Grammar.Matches(reader.Name, "realm"u8):
                    Realm = reader.Value;
                    break;
                case 5 when Grammar.Matches(reader.Name, "nonce"u8):
                    Nonce = reader.Value;
                    break;
                case 6 when Grammar.Matches(reader.Name, "cnonce"u8):
                    ClientNonce = reader.Value;
                    break;
                case 6 when Grammar.Matches(reader.Name, "opaque"u8):
                    Opaque = reader.Value;
                    break;
                case 8 when Grammar.Matches(reader.Name, "username"u8):
                    Username = reader.Value;
                    break;
                case 8 when Grammar.Matches(reader.Name, "response"u8):
                    Response = reader.Value;
                    break;
                case 9 when Grammar.Matches(reader.Name, "algorithm"u8):
                    Algorithm = reader.Value;
                    break;
            }
        }
    }

    public ReadOnlySpan<byte> Scheme { get; }

    /// <summary>Whether the scheme is Digest; the parameters of another scheme are not read.</summary>
    public bool IsDigest => Grammar.Matches(Scheme, "Digest"u8);

    public ReadOnlySpan<byte> Username { get; }

    public ReadOnlySpan<byte> Realm { get; }

    public ReadOnlySpan<byte> Nonce { get; }

    /// <summary>The digest-uri exactly as sent, which is what the phone hashed.</summary>
    public ReadOnlySpan<byte> Uri { get; }

    /// <summary>The digest in hexadecimal digits.</summary>
    public ReadOnlySpan<byte> Response { get; }

    /// <summary>Empty means MD5 (RFC 7616, 3.4).</summary>
    public ReadOnlySpan<byte> Algorithm { get; }

    public ReadOnlySpan<byte> Opaque { get; }

    public ReadOnlySpan<byte> ClientNonce { get; }

    /// <summary>Eight hexadecimal digits, as hashed.</summary>
    public ReadOnlySpan<byte> NonceCount { get; }

    /// <summary>Empty from phones that know RFC 2069 only.</summary>
    public ReadOnlySpan<byte> Qop { get; }

    /// <summary>
    /// credentials = ( "Digest" LWS digest-response ) / other-response. <c>false</c> when the pairs cannot be read, or when
    /// Digest lacks one that 22.4 needs.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> value, out DigestCredentials credentials)
    {
        var reader = new AuthParameterReader(value);
        if (!Grammar.Matches(reader.Scheme, "Digest"u8))
        {
            credentials = new DigestCredentials(reader.Scheme);
            return !reader.Scheme.IsEmpty;
        }

        credentials = new DigestCredentials(ref reader);
        return !reader.IsMalformed
            && !credentials.Username.IsEmpty
            && !credentials.Nonce.IsEmpty
            && !credentials.Uri.IsEmpty
            && !credentials.Response.IsEmpty;
    }

    /// <summary>nc-value = 8LHEX.</summary>
    public bool TryGetNonceCount(out uint count)
    {
        count = 0;
        return NonceCount.Length is > 0 and <= 8
            && uint.TryParse(NonceCount, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out count);
    }

    private DigestCredentials(ReadOnlySpan<byte> scheme)
    {
        Scheme = scheme;
    }
}
