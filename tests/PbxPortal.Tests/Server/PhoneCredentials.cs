using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace PbxPortal.Tests.Server;

/// <summary>Answers digest challenges, written anew from RFC 7616, 3.4, so that the server is not tested against itself.</summary>
internal sealed partial class PhoneCredentials(string username, string password)
{
    private string _nonce = "";
    private int _nonceCount;

    /// <summary><c>MD5</c>, <c>SHA-256</c> or <c>SHA-512-256</c>.</summary>
    public string Algorithm { get; init; } = "MD5";

    /// <summary><c>false</c>: a phone of RFC 2069, which answers without qop.</summary>
    public bool UsesQop { get; init; } = true;

    public string ClientNonce { get; set; } = "0a4f113b";

    /// <summary>Keeps the challenge of a 401 or 407 for this algorithm.</summary>
    public void Accept(string unauthorized)
    {
        var challenge = unauthorized.Rows("WWW-Authenticate").Concat(unauthorized.Rows("Proxy-Authenticate")).First(
            row => string.Equals(ValueOf(row, "algorithm"), Algorithm, StringComparison.Ordinal));
        Realm = ValueOf(challenge, "realm");
        _nonce = ValueOf(challenge, "nonce");
        _nonceCount = 0;
    }

    public string Realm { get; set; } = "";

    /// <summary>The request with an Authorization that uses the nonce once more.</summary>
    public string Authorize(string request) => Authorize(request, ++_nonceCount);

    public string Authorize(string request, int nonceCount)
    {
        var startLine = request.TrimStart().Split(' ', 3);
        return request.With("Authorization", ValueFor(startLine[0], startLine[1], nonceCount));
    }

    /// <summary>The request with a Proxy-Authorization that uses the nonce once more.</summary>
    public string AuthorizeAtProxy(string request)
    {
        var startLine = request.TrimStart().Split(' ', 3);
        return request.With("Proxy-Authorization", ValueFor(startLine[0], startLine[1], ++_nonceCount));
    }

    /// <summary>The value of an Authorization for this request line.</summary>
    public string ValueFor(string method, string uri, int nonceCount = 1)
    {
        var count = nonceCount.ToString("x8", CultureInfo.InvariantCulture);
        var ha1 = Hash($"{username}:{Realm}:{password}");
        var ha2 = Hash($"{method}:{uri}");
        var response = UsesQop
            ? Hash($"{ha1}:{_nonce}:{count}:{ClientNonce}:auth:{ha2}")
            : Hash($"{ha1}:{_nonce}:{ha2}");
        var qop = UsesQop ? $", qop=auth, nc={count}, cnonce=\"{ClientNonce}\"" : "";
        return $"Digest username=\"{username}\", realm=\"{Realm}\", nonce=\"{_nonce}\", uri=\"{uri}\", response=\"{response}\", algorithm={Algorithm}{qop}";
    }

    /// <summary>One parameter of a challenge, without quotes; empty when it is not there.</summary>
    public static string ValueOf(string challenge, string name) =>
        Parameter().Matches(challenge)
            .FirstOrDefault(match => string.Equals(match.Groups["name"].Value, name, StringComparison.Ordinal))?.Groups["value"].Value.Trim('"') ?? "";

    [GeneratedRegex("(?<name>[a-z]+)=(?<value>\"[^\"]*\"|[^,\\s]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Parameter();

    private string Hash(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
#pragma warning disable CA5351 // Most phones know nothing but MD5.
        return Convert.ToHexStringLower(Algorithm switch
        {
            "MD5" => MD5.HashData(bytes),
            "SHA-256" => SHA256.HashData(bytes),
            _ => OpenSecretBox.HashBySha512T256(bytes), // The base library has none; ours is held against the standard elsewhere.
        });
#pragma warning restore CA5351
    }
}
