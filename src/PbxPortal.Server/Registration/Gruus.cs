using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Location;
using PbxPortal.Sip.Authentication;

namespace PbxPortal.Server.Registration;

/// <summary>Makes temporary GRUUs and opens them again (RFC 5627), without remembering any.</summary>
/// <remarks>
/// <para>
/// A temporary GRUU is a sealed note: whose it is, a hash of instance and Call-ID, and which REGISTER it was made for, under AES-GCM. The
/// nonce is a keyed hash of the note, so that whoever asks for the latest one of a binding (RFC 5628, 5) gets the one that its phone was
/// told. No two REGISTERs have the same, nobody can make one, and nobody can tell whether two are the same phone's (5.1). One whose Call-ID
/// is not that of a binding any more, or that is older than the binding, is invalid by itself (5.1, 5.3).
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

    /// <summary>Milliseconds until the year 10889; above them stands the end of CSeq, which tells two requests of one millisecond apart.</summary>
    private const int TimeBits = 48;
    private const long TimeMask = (1L << TimeBits) - 1;

    private readonly Lock _gate = new();
    private readonly Lazy<(AesGcm Cipher, SipHash Hash, SipHash Nonce)> _keys;

    public Gruus(IServerKeys keys)
    {
        // At the first use: the installation's keys are not there yet when the server is put together.
        _keys = new(() => (
            new AesGcm(keys.Derive("temporary GRUU", 32), TagLength),
            new SipHash(keys.Derive("GRUU instance", SipHash.KeyLength)),
            new SipHash(keys.Derive("GRUU nonce", SipHash.KeyLength))));
    }

    private static ReadOnlySpan<byte> UserPrefix => "tgruu."u8;

    public static bool IsTemporary(ReadOnlySpan<byte> user) => user.Length == UserLength && user.StartsWith(UserPrefix);

    /// <summary>Writes the user part of the latest temporary GRUU of a binding: <see cref="UserLength"/> characters.</summary>
    internal void WriteUser(Span<byte> user, ReadOnlySpan<byte> instance, Binding binding)
    {
        var lease = binding.Lease;
        Span<byte> note = stackalloc byte[NoteLength];
        BinaryPrimitives.WriteInt64LittleEndian(note, binding.UserId);
        BinaryPrimitives.WriteUInt64LittleEndian(note[8..], HashOf(instance, binding.CallIdBytes));
        BinaryPrimitives.WriteInt64LittleEndian(note[16..], ((long)(lease.CSeq & 0xFFFF) << TimeBits) | (lease.RefreshedAt.ToUnixTimeMilliseconds() & TimeMask));
        Span<byte> sealedNote = stackalloc byte[SealedLength];
        var nonce = sealedNote[..NonceLength];
        WriteNonce(nonce, note);
        lock (_gate)
        {
            _keys.Value.Cipher.Encrypt(nonce, note, sealedNote.Slice(NonceLength, NoteLength), sealedNote[(NonceLength + NoteLength)..]);
        }

        UserPrefix.CopyTo(user);
        _ = Base64Url.EncodeToUtf8(sealedNote, user[UserPrefix.Length..], out _, out _);
    }

    /// <summary>The latest temporary GRUU of a binding whose contact names its instance, as a URI.</summary>
    internal string TemporaryOf(Binding binding, string domain)
    {
        Span<byte> user = stackalloc byte[UserLength];
        WriteUser(user, GruuResolver.InstanceOf(binding), binding);
        return $"sip:{Encoding.ASCII.GetString(user)}@{domain};gr";
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
            DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64LittleEndian(note[16..]) & TimeMask));
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

    /// <summary>The same note has the same nonce, and then the same seal, which tells nothing; two notes have two.</summary>
    private void WriteNonce(Span<byte> nonce, ReadOnlySpan<byte> note)
    {
        Span<byte> again = stackalloc byte[sizeof(ulong) + NoteLength];
        var first = _keys.Value.Nonce.Compute(note);
        BinaryPrimitives.WriteUInt64LittleEndian(again, first);
        note.CopyTo(again[sizeof(ulong)..]);
        BinaryPrimitives.WriteUInt64LittleEndian(nonce, first);
        BinaryPrimitives.WriteUInt32LittleEndian(nonce[sizeof(ulong)..], (uint)_keys.Value.Nonce.Compute(again));
    }

    public void Dispose()
    {
        if (_keys.IsValueCreated)
        {
            _keys.Value.Cipher.Dispose();
        }
    }
}
