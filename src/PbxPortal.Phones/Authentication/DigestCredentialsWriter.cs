using System.Globalization;
using System.Text;
using PbxPortal.Sip.Authentication;

namespace PbxPortal.Phones.Authentication;

/// <summary>Answers one challenge, again and again with a rising nonce count (RFC 7616, 3.4).</summary>
/// <remarks>Confined to the loop of its phone.</remarks>
internal sealed class DigestCredentialsWriter(DigestChallenge challenge, PhoneAccount account, string clientNonce)
{
    private uint _count;

    /// <summary>The value of the next Authorization header field.</summary>
    public string Next(string method, string uri)
    {
        _count++;
        var count = _count.ToString("x8", CultureInfo.InvariantCulture);
        var qop = challenge.OffersAuth ? "auth" : "";
        var value = new StringBuilder();
        value.Append(CultureInfo.InvariantCulture, $"Digest username=\"{account.AuthenticationName}\",realm=\"{challenge.Realm}\"");
        value.Append(CultureInfo.InvariantCulture, $",nonce=\"{challenge.Nonce}\",uri=\"{uri}\"");
        value.Append(CultureInfo.InvariantCulture, $",response=\"{Response(method, uri, count, qop)}\"");
        if (challenge.AlgorithmName.Length > 0)
        {
            value.Append(CultureInfo.InvariantCulture, $",algorithm={challenge.AlgorithmName}");
        }

        if (challenge.OffersAuth)
        {
            value.Append(CultureInfo.InvariantCulture, $",cnonce=\"{clientNonce}\",qop=auth,nc={count}");
        }

        if (challenge.Opaque.Length > 0)
        {
            value.Append(CultureInfo.InvariantCulture, $",opaque=\"{challenge.Opaque}\"");
        }

        return value.ToString();
    }

    private string Response(string method, string uri, string count, string qop)
    {
        var ha1 = new byte[DigestAlgorithms.MaxHashLength];
        DigestCalculator.ComputeHa1(
            challenge.Algorithm, Bytes(account.AuthenticationName), Bytes(challenge.Realm), Bytes(account.Password), ha1);

        var response = new byte[2 * DigestAlgorithms.HashLength(challenge.Algorithm)];
        DigestCalculator.ComputeResponse(
            challenge.Algorithm,
            ha1,
            Bytes(method),
            Bytes(uri),
            Bytes(challenge.Nonce),
            Bytes(count),
            Bytes(clientNonce),
            Bytes(qop),
            response);
        return Encoding.ASCII.GetString(response);
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
