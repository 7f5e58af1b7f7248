using System.Buffers.Binary;
using PbxPortal.Sip.Authentication;
using PbxPortal.Sip.Messages;

namespace PbxPortal.Sip.Transactions;

/// <summary>
/// What the copies of a request have in common (RFC 3261, 17.2.3): branch, sent-by and method; without the magic cookie
/// Request-URI, tags, Call-ID, CSeq and Via, as RFC 2543 had it.
/// </summary>
/// <remarks>Immutable: 128 bits of a keyed hash over the values, so that nobody can make two requests look like one.</remarks>
internal readonly record struct ServerTransactionKey
{
    private static readonly SipHash Hash = SipHash.WithRandomKey();

    private readonly ulong _upper;
    private readonly ulong _lower;

    private ServerTransactionKey(ReadOnlySpan<byte> values)
    {
        Span<byte> hash = stackalloc byte[SipHash.LongHashLength];
        Hash.Compute(values, hash);
        _upper = BinaryPrimitives.ReadUInt64LittleEndian(hash);
        _lower = BinaryPrimitives.ReadUInt64LittleEndian(hash[sizeof(ulong)..]);
    }

    public static ServerTransactionKey Of(SipRequest request)
    {
        if (request.Method == SipMethod.Invite)
        {
            return OfInvite(request);
        }

        using var values = MessageBuffer.Rent();
        var via = request.TopVia;
        if (via.HasMagicCookie)
        {
            Add(values, via.Branch);
            Add(values, via.Host);
            BinaryPrimitives.WriteInt32LittleEndian(values.GetSpan(sizeof(int)), via.Port);
            values.Advance(sizeof(int));
            Add(values, request.MethodBytes);
        }
        else
        {
            Add(values, request.RequestUri);
            Add(values, request.ToTag);
            Add(values, request.FromTag);
            Add(values, request.CallId);
            Add(values, request.Find(HeaderName.CSeq));
            Add(values, request.TopViaBytes);
        }

        return new ServerTransactionKey(values.WrittenSpan);
    }

    /// <summary>
    /// Of the INVITE that an ACK belongs to or that a CANCEL means, and of the INVITE itself (17.2.3, 9.2). Without the magic cookie the
    /// tag of To does not count: the INVITE has none, and its ACK has ours.
    /// </summary>
    public static ServerTransactionKey OfInvite(SipRequest request)
    {
        using var values = MessageBuffer.Rent();
        var via = request.TopVia;
        if (via.HasMagicCookie)
        {
            Add(values, via.Branch);
            Add(values, via.Host);
            BinaryPrimitives.WriteInt32LittleEndian(values.GetSpan(sizeof(int)), via.Port);
            values.Advance(sizeof(int));
        }
        else
        {
            Add(values, request.RequestUri);
            Add(values, request.FromTag);
            Add(values, request.CallId);
            BinaryPrimitives.WriteUInt32LittleEndian(values.GetSpan(sizeof(uint)), request.CSeq.Number);
            values.Advance(sizeof(uint));
            Add(values, request.TopViaBytes);
        }

        Add(values, "INVITE"u8);
        return new ServerTransactionKey(values.WrittenSpan);
    }

    /// <summary>No value can hold the zero byte that ends it.</summary>
    private static void Add(MessageBuffer values, ReadOnlySpan<byte> value)
    {
        values.Write(value);
        values.Write("\0"u8);
    }
}
