using System.Buffers;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using PbxPortal.Sip.Messages;

namespace PbxPortal.Sip.Authentication;

/// <summary>Computes and checks digest responses (RFC 7616, 3.4.1; without qop as in RFC 2069, which old phones speak).</summary>
[SkipLocalsInit] // The buffers on the stack are written before they are read; zeroing them costs as much as a block of MD5.
public static class DigestCalculator
{
    private const int OnStack = 512;

    /// <summary>H(A1) = H(username ":" realm ":" password): what is stored instead of a password.</summary>
    /// <param name="ha1">At least <see cref="DigestAlgorithms.HashLength"/> bytes.</param>
    public static void ComputeHa1(
        DigestAlgorithm algorithm,
        ReadOnlySpan<byte> username,
        ReadOnlySpan<byte> realm,
        ReadOnlySpan<byte> password,
        Span<byte> ha1)
    {
        var length = username.Length + realm.Length + password.Length + 2;
        var rented = length > OnStack ? ArrayPool<byte>.Shared.Rent(length) : null;
        var text = new DigestText(rented ?? stackalloc byte[OnStack]);
        text.Add(username);
        text.AddAfterColon(realm);
        text.AddAfterColon(password);
        Hash(algorithm, text.Written, ha1);
        GiveBack(rented);
    }

    /// <summary>
    /// The response in lower-case hexadecimal digits: KD(H(A1), nonce ":" nc ":" cnonce ":" qop ":" H(A2)), or
    /// KD(H(A1), nonce ":" H(A2)) when <paramref name="qop"/> is empty.
    /// </summary>
    /// <param name="uri">The digest-uri exactly as sent: proxies rewrite the Request-URI, and phones differ in writing it.</param>
    /// <param name="response">At least twice <see cref="DigestAlgorithms.HashLength"/> bytes.</param>
    public static void ComputeResponse(
        DigestAlgorithm algorithm,
        ReadOnlySpan<byte> ha1,
        ReadOnlySpan<byte> method,
        ReadOnlySpan<byte> uri,
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> nonceCount,
        ReadOnlySpan<byte> clientNonce,
        ReadOnlySpan<byte> qop,
        Span<byte> response)
    {
        var hashLength = DigestAlgorithms.HashLength(algorithm);
        Span<byte> ha2 = stackalloc byte[2 * DigestAlgorithms.MaxHashLength];
        ha2 = ha2[..(2 * hashLength)];
        WriteHa2(algorithm, method, uri, ha2);

        var length = (4 * hashLength) + nonce.Length + nonceCount.Length + clientNonce.Length + qop.Length + 5;
        var rented = length > OnStack ? ArrayPool<byte>.Shared.Rent(length) : null;
        var text = new DigestText(rented ?? stackalloc byte[OnStack]);
        text.AddHex(ha1[..hashLength]);
        text.AddAfterColon(nonce);
        if (!qop.IsEmpty)
        {
            text.AddAfterColon(nonceCount);
            text.AddAfterColon(clientNonce);
            text.AddAfterColon(qop);
        }

        text.AddAfterColon(ha2);
        Span<byte> hash = stackalloc byte[DigestAlgorithms.MaxHashLength];
        Hash(algorithm, text.Written, hash);
        GiveBack(rented);
        _ = Convert.TryToHexStringLower(hash[..hashLength], response, out _);
    }

    /// <summary>
    /// Whether these credentials prove that the phone knows H(A1). Takes the same time whatever it finds. The realm, the nonce
    /// and its count are not looked at: they are for the caller, who made them.
    /// </summary>
    public static bool IsProofOf(
        DigestAlgorithm algorithm,
        ReadOnlySpan<byte> ha1,
        ReadOnlySpan<byte> method,
        in DigestCredentials credentials)
    {
        Span<byte> expected = stackalloc byte[2 * DigestAlgorithms.MaxHashLength];
        expected = expected[..(2 * DigestAlgorithms.HashLength(algorithm))];
        ComputeResponse(
            algorithm,
            ha1,
            method,
            credentials.Uri,
            credentials.Nonce,
            credentials.NonceCount,
            credentials.ClientNonce,
            credentials.Qop,
            expected);

        // LHEX is lower-case, but a few phones send upper case; folding the case does not depend on the secret.
        Span<byte> given = stackalloc byte[expected.Length];
        return System.Text.Ascii.ToLower(credentials.Response, given, out var length) == OperationStatus.Done
            && CryptographicOperations.FixedTimeEquals(expected, given[..length]);
    }

    /// <summary>H(A2) = H(Method ":" digest-uri), in hexadecimal digits.</summary>
    private static void WriteHa2(DigestAlgorithm algorithm, ReadOnlySpan<byte> method, ReadOnlySpan<byte> uri, Span<byte> ha2)
    {
        var length = method.Length + uri.Length + 1;
        var rented = length > OnStack ? ArrayPool<byte>.Shared.Rent(length) : null;
        var text = new DigestText(rented ?? stackalloc byte[OnStack]);
        text.Add(method);
        text.AddAfterColon(uri);
        if (algorithm == DigestAlgorithm.Md5)
        {
            Ha2Cache.Write(text.Written, ha2);
        }
        else
        {
            Span<byte> hash = stackalloc byte[DigestAlgorithms.MaxHashLength];
            hash = hash[..DigestAlgorithms.HashLength(algorithm)];
            Hash(algorithm, text.Written, hash);
            _ = Convert.TryToHexStringLower(hash, ha2, out _);
        }

        GiveBack(rented);
    }

    private static void Hash(DigestAlgorithm algorithm, ReadOnlySpan<byte> text, Span<byte> hash)
    {
        switch (algorithm)
        {
            case DigestAlgorithm.Sha256:
                SHA256.HashData(text, hash);
                break;
            case DigestAlgorithm.Sha512_256:
                Sha512Truncated.HashData(text, hash);
                break;
            default:
                Md5.HashData(text, hash); // What phones without RFC 8760 speak, and they are most.
                break;
        }
    }

    private static void GiveBack(byte[]? rented)
    {
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }
    }
}
