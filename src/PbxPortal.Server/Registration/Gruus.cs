using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using PbxPortal.Server.Directory;
using PbxPortal.Sip.Authentication;

namespace PbxPortal.Server.Registration;

/// <summary>Makes temporary GRUUs and opens them again (RFC 5627), without remembering any.</summary>
/// <remarks>
/// <para>
/// A temporary GRUU is a sealed note: whose it is, a hash of instance and Call-ID, and when it was made, under AES-GCM with a nonce
/// of its own. So no two are equal, nobody can make one, and nobody can tell whether two are the same phone's (5.1). One whose
/// Call-ID is not that of a binding any more, or that is older than the binding, is invalid by itself (5.1, 5.3).
/// </para>
/// <para>The cipher is guarded by one lock. The key outlives a restart, as temporary GRUUs must.</para>
/// </remarks>
public sealed class Gruus : IDisposable
{
    /// <summary>Characters of the user part of a temporary GRUU.</summary>
    public const int UserLength = 6 + 64;

    private const int NonceLength = 12;
    private const int NoteLength = 24;
    private const int TagLength = 12;
    private const int SealedLength = NonceLength + NoteLength + TagLength;

    private readonly Lock _gate = new();
    private readonly Lazy<(AesGcm Cipher, SipHash Hash)> _keys;

    public Gruus(IServerKeys keys)
    {
        // At the first use: the installation's keys are not there yet when the server is put together.
        _keys = new(() => (
            new AesGcm(keys.Derive("temporary GRUU", 32), TagLength), new SipHash(keys.Derive("GRUU instance", SipHash.KeyLength))));
    }

    private static ReadOnlySpan<byte> UserPrefix => "tgruu."u8;

    public static bool IsTemporary(ReadOnlySpan<byte> user) => user.Length == UserLength && user.StartsWith(UserPrefix);

    /// <summary>Writes the user part of a new temporary GRUU: <see cref="UserLength"/> characters.</summary>
    internal void WriteUser(Span<byte> user, long userId, ReadOnlySpan<byte> instance, ReadOnlySpan<byte> callId, DateTimeOffset now)
    {
        Span<byte> note = stackalloc byte[NoteLength];
        BinaryPrimitives.WriteInt64LittleEndian(note, userId);
        BinaryPrimitives.WriteUInt64LittleEndian(note[8..], HashOf(instance, callId));
        BinaryPrimitives.WriteInt64LittleEndian(note[16..], now.ToUnixTimeMilliseconds());
        Span<byte> sealedNote = stackalloc byte[SealedLength];
        var nonce = sealedNote[..NonceLength];
        RandomNumberGenerator.Fill(nonce);
        lock (_gate)
        {
            _keys.Value.Cipher.Encrypt(nonce, note, sealedNote.Slice(NonceLength, NoteLength), sealedNote[(NonceLength + NoteLength)..]);
        }

        UserPrefix.CopyTo(user);
        _ = Base64Url.EncodeToUtf8(sealedNote, user[UserPrefix.Length..], out _, out _);
    }

    /// <summary>Reads what <see cref="WriteUser"/> wrote; <c>false</c>: nobody here has made it.</summary>
    internal bool TryOpen(ReadOnlySpan<byte> user, out TemporaryGruu gruu)
    {
        gruu = default;
        Span<byte> sealedNote = stackalloc byte[SealedLength];
        if (!IsTemporary(user)
            || Base64Url.DecodeFromUtf8(user[UserPrefix.Length..], sealedNote, out _, out var length) != System.Buffers.OperationStatus.Done
            || length != SealedLength)
        {
            return false;
        }

        Span<byte> note = stackalloc byte[NoteLength];
        try
        {
            lock (_gate)
            {
                _keys.Value.Cipher.Decrypt(
                    sealedNote[..NonceLength], sealedNote.Slice(NonceLength, NoteLength), sealedNote[(NonceLength + NoteLength)..], note);
            }
        }
        catch (AuthenticationTagMismatchException)
        {
            return false; // Made up, or sealed by another installation.
        }

        gruu = new TemporaryGruu(
            BinaryPrimitives.ReadInt64LittleEndian(note),
            BinaryPrimitives.ReadUInt64LittleEndian(note[8..]),
            DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64LittleEndian(note[16..])));
        return true;
    }

    /// <summary>What a temporary GRUU and the binding that it was given for have in common.</summary>
    internal ulong HashOf(ReadOnlySpan<byte> instance, ReadOnlySpan<byte> callId)
    {
        var hash = _keys.Value.Hash;
        Span<byte> both = stackalloc byte[2 * sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(both, hash.Compute(instance));
        BinaryPrimitives.WriteUInt64LittleEndian(both[sizeof(ulong)..], hash.Compute(callId));
        return hash.Compute(both);
    }

    public void Dispose()
    {
        if (_keys.IsValueCreated)
        {
            _keys.Value.Cipher.Dispose();
        }
    }
}
