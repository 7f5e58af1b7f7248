using System.Buffers.Binary;
using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using PbxPortal.Server.Directory;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Proxying;

/// <summary>
/// Makes and reads the user part of our Record-Route URIs: which flow the rest of the dialog takes (RFC 5626, 5.3). It is
/// authenticated, so that nobody can make us send along flows that he chose, and the proxy remembers no dialog.
/// </summary>
/// <remarks>
/// Immutable but for a cache of what was written, whose entries are replaced whole. The key outlives a restart, as dialogs do. An HMAC by the system's
/// library costs some 3 us, and a call of three devices writes six tokens and reads four, all of them of four flows.
/// </remarks>
public sealed class FlowTokens(IServerKeys keys)
{
    /// <summary>Characters.</summary>
    internal const int Length = (ByteCount + 2) / 3 * 4;

    private const int NoteLength = 1 + 16 + 2 + 4 + 4 + 8 + 8 + 1;
    private const int ProofLength = 10; // HMAC-SHA1-80 in RFC 5626, 5.3; the same 80 bits of a better hash here.
    private const int ByteCount = NoteLength + ProofLength;

    /// <summary>A power of two. One slot per hash, the newest wins; some 2 MB when all are taken.</summary>
    private const int CacheLength = 16_384;

    // At the first use: the installation's keys are not there yet when the server is put together.
    private readonly Lazy<byte[]> _key = new(() => keys.Derive("flow token", 32));
    private readonly KnownToken?[] _known = new KnownToken?[CacheLength];

    /// <summary>Fills <see cref="Length"/> bytes.</summary>
    internal void Write(in FlowNote note, Span<byte> text)
    {
        Span<byte> bytes = stackalloc byte[ByteCount];
        bytes[0] = (byte)note.Protocol;
        BinaryPrimitives.WriteUInt128BigEndian(bytes[1..], note.Peer.ToNumber());
        BinaryPrimitives.WriteUInt16BigEndian(bytes[17..], (ushort)note.Peer.Port);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[19..], note.Socket);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[23..], note.Run);
        BinaryPrimitives.WriteInt64BigEndian(bytes[27..], note.FlowId);
        BinaryPrimitives.WriteInt64BigEndian(bytes[35..], note.DeviceId);
        bytes[43] = note.Peer.IsIPv6 ? (byte)6 : (byte)4;
        ref var slot = ref SlotOf(note);
        if (slot is { } known && known.Note == note)
        {
            known.Bytes.CopyTo(bytes);
        }
        else
        {
            Prove(bytes[..NoteLength], bytes[NoteLength..]);
            slot = new KnownToken(note, bytes.ToArray());
        }

        _ = Base64Url.EncodeToUtf8(bytes, text, out _, out _);
    }

    /// <summary>Reads what <see cref="Write"/> wrote; <c>false</c>: nobody here has made it.</summary>
    internal bool TryRead(ReadOnlySpan<byte> text, out FlowNote note)
    {
        note = default;
        Span<byte> bytes = stackalloc byte[ByteCount];
        if (text.Length != Length
            || Base64Url.DecodeFromUtf8(text, bytes, out _, out var length) != System.Buffers.OperationStatus.Done
            || length != ByteCount)
        {
            return false;
        }

        var claimed = Parse(bytes);
        var isOurs = SlotOf(claimed) is { } known && known.Note == claimed
            ? CryptographicOperations.FixedTimeEquals(known.Bytes, bytes) // All of it: not every bit of the bytes is in the note.
            : IsProved(bytes); // And is not kept: what others send shall not crowd out what we have written.
        note = isOurs ? claimed : default;
        return isOurs;
    }

    private bool IsProved(ReadOnlySpan<byte> bytes)
    {
        Span<byte> proof = stackalloc byte[ProofLength];
        Prove(bytes[..NoteLength], proof);
        return CryptographicOperations.FixedTimeEquals(proof, bytes[NoteLength..]);
    }

    private static FlowNote Parse(ReadOnlySpan<byte> bytes)
    {
        var address = new IPAddress(bytes[1..17]);
        return new FlowNote(
            (TransportProtocol)bytes[0],
            PeerAddress.From(bytes[43] == 6 ? address : address.MapToIPv4(), BinaryPrimitives.ReadUInt16BigEndian(bytes[17..])),
            BinaryPrimitives.ReadUInt32BigEndian(bytes[19..]),
            BinaryPrimitives.ReadUInt32BigEndian(bytes[23..]),
            BinaryPrimitives.ReadInt64BigEndian(bytes[27..]),
            BinaryPrimitives.ReadInt64BigEndian(bytes[35..]));
    }

    private ref KnownToken? SlotOf(in FlowNote note) =>
        ref _known[HashCode.Combine(note.Peer, note.FlowId, note.DeviceId) & (CacheLength - 1)];

    private void Prove(ReadOnlySpan<byte> note, Span<byte> proof)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key.Value, note, hash);
        hash[..ProofLength].CopyTo(proof);
    }

    private sealed record KnownToken(FlowNote Note, byte[] Bytes);
}
