using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace PbxPortal.Server.Authentication;

/// <summary>
/// Makes nonces that carry their own proof, so that a challenge costs no memory: time, a random part, and an HMAC over both and
/// the realm (RFC 7616, 5.4: a nonce may hold a time stamp and a hash with a private key).
/// </summary>
/// <remarks>Immutable. The key lives as long as the process: after a restart phones get <c>stale=true</c> and try once more.</remarks>
public sealed class Nonces(TimeProvider timeProvider)
{
    /// <summary>The length of a nonce in characters.</summary>
    public const int Length = 48;

    private const int SaltedTime = 16;
    private const int Proof = 20;
    private const int RawLength = SaltedTime + Proof;
    private const int LongestRealm = 256; // A domain name has at most 253 characters.
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly long _origin = timeProvider.GetTimestamp();

    /// <summary>How long a nonce can be used.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromMinutes(5);

    private long Now => (long)timeProvider.GetElapsedTime(_origin).TotalMilliseconds;

    /// <param name="realm">UTF-8.</param>
    /// <param name="nonce"><see cref="Length"/> characters.</param>
    public void Make(ReadOnlySpan<byte> realm, Span<byte> nonce)
    {
        Span<byte> raw = stackalloc byte[RawLength];
        BinaryPrimitives.WriteInt64BigEndian(raw, Now);
        RandomNumberGenerator.Fill(raw[sizeof(long)..SaltedTime]);
        Sign(raw[..SaltedTime], realm, raw[SaltedTime..]);
        _ = Base64Url.EncodeToUtf8(raw, nonce, out _, out _);
    }

    /// <summary>Whether we made this nonce for this realm, not longer ago than its lifetime.</summary>
    public bool IsFresh(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> realm)
    {
        Span<byte> raw = stackalloc byte[RawLength];
        Span<byte> proof = stackalloc byte[Proof];
        if (nonce.Length != Length
            || Base64Url.DecodeFromUtf8(nonce, raw, out _, out var length) != OperationStatus.Done
            || length != RawLength)
        {
            return false;
        }

        Sign(raw[..SaltedTime], realm, proof);
        var age = Now - BinaryPrimitives.ReadInt64BigEndian(raw);
        return CryptographicOperations.FixedTimeEquals(proof, raw[SaltedTime..])
            && age >= 0
            && age <= (long)Lifetime.TotalMilliseconds;
    }

    private void Sign(ReadOnlySpan<byte> saltedTime, ReadOnlySpan<byte> realm, Span<byte> proof)
    {
        Span<byte> text = stackalloc byte[SaltedTime + LongestRealm];
        saltedTime.CopyTo(text);
        var realmLength = Math.Min(realm.Length, LongestRealm);
        realm[..realmLength].CopyTo(text[SaltedTime..]);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, text[..(SaltedTime + realmLength)], hash);
        hash[..Proof].CopyTo(proof);
    }
}
