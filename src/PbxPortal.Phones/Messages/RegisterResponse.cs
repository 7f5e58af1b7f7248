using System.Globalization;
using System.Text;
using PbxPortal.Sip.Authentication;
using PbxPortal.Sip.Messages;

namespace PbxPortal.Phones.Messages;

/// <summary>What a phone reads from a final response to REGISTER, free of the bytes it came in.</summary>
/// <remarks>Immutable.</remarks>
internal sealed record RegisterResponse
{
    private RegisterResponse()
    {
    }

    public required int StatusCode { get; init; }

    public required string ReasonPhrase { get; init; }

    /// <summary>Whether a challenge says that only the nonce was too old, not the password wrong (RFC 7616, 3.3).</summary>
    public required bool IsStale { get; init; }

    public required IReadOnlyList<RegisteredContact> Contacts { get; init; }

    /// <summary>The Expires header field, for a contact without a parameter of its own (10.2.4).</summary>
    public required int? Expires { get; init; }

    public required int? MinExpires { get; init; }

    public required TimeSpan? RetryAfter { get; init; }

    public static RegisterResponse Read(SipResponse response) => new()
    {
        StatusCode = response.StatusCode,
        ReasonPhrase = Encoding.UTF8.GetString(response.ReasonPhrase),
        IsStale = ReadStale(response),
        Contacts = ReadContacts(response),
        Expires = ReadSeconds(response.Find(HeaderName.Expires)),
        MinExpires = ReadSeconds(response.Find(HeaderName.MinExpires)),
        RetryAfter = ReadSeconds(response.Find(HeaderName.RetryAfter)) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
    };

    /// <summary>Seconds that this response grants the contact; 0 when it is not listed, which means that it is not bound.</summary>
    public int GrantedSeconds(string contactUri)
    {
        var own = Contacts.FirstOrDefault(contact => string.Equals(contact.Uri, contactUri, StringComparison.Ordinal));
        return own is null ? 0 : own.Expires ?? Expires ?? 0;
    }

    private static bool ReadStale(SipResponse response)
    {
        foreach (var row in response.EnumerateRows(HeaderName.WwwAuthenticate))
        {
            if (DigestChallenge.Parse(row) is { IsStale: true })
            {
                return true;
            }
        }

        return false;
    }

    private static List<RegisteredContact> ReadContacts(SipResponse response)
    {
        var contacts = new List<RegisteredContact>();
        foreach (var value in response.EnumerateValues(HeaderName.Contact))
        {
            if (NameAddress.TryParse(value, out var address))
            {
                var expires = address.TryGetParameter("expires"u8, out var text) ? ReadSeconds(text) : null;
                contacts.Add(new RegisteredContact(Encoding.UTF8.GetString(address.Uri), expires));
            }
        }

        return contacts;
    }

    /// <summary>Retry-After may carry a comment or parameters behind its number (20.33).</summary>
    private static int? ReadSeconds(ReadOnlySpan<byte> value)
    {
        var end = value.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return int.TryParse(end < 0 ? value : value[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? seconds
            : null;
    }
}
