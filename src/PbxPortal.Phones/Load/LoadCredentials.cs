using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PbxPortal.Sip.Authentication;

namespace PbxPortal.Phones.Load;

/// <summary>Writes the Authorization of a load run's phones (RFC 3261, 22.4).</summary>
/// <remarks>
/// Confined to the loop of its run. H(A1) of each user and H(A2) are kept, so that a refresh costs one hash and not three.
/// </remarks>
internal sealed class LoadCredentials
{
    private readonly LoadOptions _options;
    private readonly byte[] _uri;
    private readonly byte[] _knownUsers;
    private byte[] _ha1 = [];
    private byte[] _ha2 = [];
    private byte[]? _realm;
    private DigestAlgorithm _algorithm;

    public LoadCredentials(LoadOptions options)
    {
        _options = options;
        _uri = Encoding.UTF8.GetBytes($"sip:{options.Domain}");
        _knownUsers = new byte[options.Users];
    }

    private int HexLength => 2 * DigestAlgorithms.HashLength(_algorithm);

    /// <summary>The same for the same arguments: a retransmission is the same request, byte for byte.</summary>
    /// <param name="wire">Gets the whole header field.</param>
    /// <param name="user">Index of the user.</param>
    /// <param name="challenge">What is answered.</param>
    /// <param name="nonceCount">How often its nonce has been used, this time included.</param>
    /// <param name="isWrong">Whether the response shall prove nothing.</param>
    public void Write(ref WireText wire, int user, LoadChallenge challenge, uint nonceCount, bool isWrong)
    {
        Span<byte> response = stackalloc byte[2 * DigestAlgorithms.MaxHashLength];
        response = response[..Respond(user, challenge, nonceCount, response)];
        if (isWrong)
        {
            response.Reverse();
            response[0] = response[0] == (byte)'0' ? (byte)'1' : (byte)'0';
        }

        wire.Add("Authorization: Digest username=\""u8);
        wire.AddNumber(_options.FirstUser + user);
        wire.Add("\", realm=\""u8);
        wire.Add(challenge.Realm);
        wire.Add("\", nonce=\""u8);
        wire.Add(challenge.Nonce);
        wire.Add("\", uri=\""u8);
        wire.Add(_uri);
        wire.Add("\", response=\""u8);
        wire.Add(response);
        wire.Add("\", algorithm="u8);
        wire.Add(DigestAlgorithms.ToBytes(challenge.Algorithm));
        WriteRest(ref wire, challenge, nonceCount);
        wire.Add("\r\n"u8);
    }

    private static void WriteRest(ref WireText wire, LoadChallenge challenge, uint nonceCount)
    {
        if (challenge.Opaque is { } opaque)
        {
            wire.Add(", opaque=\""u8);
            wire.Add(opaque);
            wire.Add("\""u8);
        }

        if (challenge.OffersAuth)
        {
            wire.Add(", qop=auth, nc="u8);
            wire.AddHex(nonceCount, 8);
            wire.Add(", cnonce=\""u8);
            wire.AddHex(ClientNonceOf(nonceCount), 8);
            wire.Add("\""u8);
        }
    }

    private int Respond(int user, LoadChallenge challenge, uint nonceCount, Span<byte> response)
    {
        var ha1 = Ha1Of(user, challenge);
        Span<byte> space = stackalloc byte[512 + challenge.Nonce.Length];
        var text = new WireText(space);
        text.Add(ha1);
        text.Add(":"u8);
        text.Add(challenge.Nonce);
        if (challenge.OffersAuth)
        {
            text.Add(":"u8);
            text.AddHex(nonceCount, 8);
            text.Add(":"u8);
            text.AddHex(ClientNonceOf(nonceCount), 8);
            text.Add(":auth"u8);
        }

        text.Add(":"u8);
        text.Add(_ha2);
        return Hash(text.Written, response);
    }

    private ReadOnlySpan<byte> Ha1Of(int user, LoadChallenge challenge)
    {
        if (_realm is null || _algorithm != challenge.Algorithm || !challenge.Realm.AsSpan().SequenceEqual(_realm))
        {
            StartOver(challenge);
        }

        var ha1 = _ha1.AsSpan(user * HexLength, HexLength);
        if (_knownUsers[user] == 0)
        {
            var name = (_options.FirstUser + user).ToString(CultureInfo.InvariantCulture);
            var password = _options.Password.Replace("{user}", name, StringComparison.Ordinal);
            Hash(Encoding.UTF8.GetBytes($"{name}:{Encoding.UTF8.GetString(challenge.Realm)}:{password}"), ha1);
            _knownUsers[user] = 1;
        }

        return ha1;
    }

    private void StartOver(LoadChallenge challenge)
    {
        (_realm, _algorithm) = (challenge.Realm, challenge.Algorithm);
        _ha1 = new byte[_options.Users * HexLength];
        Array.Clear(_knownUsers);
        _ha2 = new byte[HexLength];
        Hash([.. "REGISTER:"u8, .. _uri], _ha2);
    }

    private int Hash(ReadOnlySpan<byte> text, Span<byte> hex)
    {
        Span<byte> hash = stackalloc byte[DigestAlgorithms.MaxHashLength];
#pragma warning disable CA5351 // MD5 is what most phones speak, and so most of the load.
        var length = _algorithm == DigestAlgorithm.Sha256 ? SHA256.HashData(text, hash) : MD5.HashData(text, hash);
#pragma warning restore CA5351
        _ = Convert.TryToHexStringLower(hash[..length], hex, out var digits);
        return digits;
    }

    /// <summary>Nobody guesses at a load run: any value will do that a retransmission finds again.</summary>
    private static ulong ClientNonceOf(uint nonceCount) => nonceCount * 0x9E3779B1UL;
}
