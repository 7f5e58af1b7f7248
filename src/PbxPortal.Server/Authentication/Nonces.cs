using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using PbxPortal.Sip.Authentication;

namespace PbxPortal.Server.Authentication;

/// <summary>
/// Makes nonces that carry their own proof, so that a challenge costs no memory: time, a number that is given once, and a keyed
/// hash over both and the realm (RFC 7616, 5.4: a nonce may hold a time stamp and a hash with a private key).
/// </summary>
/// <remarks>
/// Immutable but for the number. The key lives as long as the process: after a restart phones get <c>stale=true</c> and try once
/// more. SipHash serves, for only this process has to know its nonces again, and every request pays for it.
/// </remarks>
public sealed class Nonces(TimeProvider timeProvider)
{
    /// <summary>The length of a nonce in characters.</summary>
    public const int Length = 40;

    private const int TimeLength = 6;
    private const int UniqueLength = TimeLength + sizeof(ulong);
    private const int RawLength = UniqueLength + SipHash.LongHashLength;
    private const int LongestRealm = 256; // A domain name has at most 253 characters.
    private readonly SipHash _hash = SipHash.WithRandomKey();
    private readonly long _origin = timeProvider.GetTimestamp();
    private long _last;

    /// <summary>How long a nonce can be used.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromMinutes(5);

    private long Now => (long)timeProvider.GetElapsedTime(_origin).TotalMilliseconds;

    /// <param name="realm">UTF-8.</param>
    /// <param name="nonce"><see cref="Length"/> characters.</param>
    public void Make(ReadOnlySpan<byte> realm, Span<byte> nonce)
    {
        Span<byte> raw = stackalloc byte[RawLength];
        var now = Now;
        BinaryPrimitives.WriteUInt16BigEndian(raw, (ushort)(now >> 32));
        BinaryPrimitives.WriteUInt32BigEndian(raw[sizeof(ushort)..], (uint)now);
        BinaryPrimitives.WriteInt64BigEndian(raw[TimeLength..], Interlocked.Increment(ref _last));
        Sign(raw[..UniqueLength], realm, raw[UniqueLength..]);
        _ = Base64Url.EncodeToUtf8(raw, nonce, out _, out _);
    }

    /// <summary>Whether we made this nonce for this realm, not longer ago than its lifetime.</summary>
    /// <param name="nonce">As it came.</param>
    /// <param name="realm">UTF-8.</param>
    /// <param name="key">Enough of its proof to tell it from all others.</param>
    /// <param name="age">Since when it lives.</param>
    public bool IsFresh(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> realm, out ulong key, out TimeSpan age)
    {
        Span<byte> raw = stackalloc byte[RawLength];
        Span<byte> proof = stackalloc byte[SipHash.LongHashLength];
        key = 0;
        age = default;
        if (nonce.Length != Length
            || Base64Url.DecodeFromUtf8(nonce, raw, out _, out var length) != OperationStatus.Done
            || length != RawLength)
        {
            return false;
        }

        Sign(raw[..UniqueLength], realm, proof);
        key = BinaryPrimitives.ReadUInt64LittleEndian(proof);
        var madeAt = ((long)BinaryPrimitives.ReadUInt16BigEndian(raw) << 32) | BinaryPrimitives.ReadUInt32BigEndian(raw[sizeof(ushort)..]);
        var milliseconds = Now - madeAt;
        age = TimeSpan.FromMilliseconds(milliseconds);
        return CryptographicOperations.FixedTimeEquals(proof, raw[UniqueLength..])
            && milliseconds >= 0
            && milliseconds <= (long)Lifetime.TotalMilliseconds;
    }

    private void Sign(ReadOnlySpan<byte> unique, ReadOnlySpan<byte> realm, Span<byte> proof)
    {
        Span<byte> text = stackalloc byte[UniqueLength + LongestRealm];
        unique.CopyTo(text);
        var realmLength = Math.Min(realm.Length, LongestRealm);
        realm[..realmLength].CopyTo(text[UniqueLength..]);
        _hash.Compute(text[..(UniqueLength + realmLength)], proof);
    }
}
