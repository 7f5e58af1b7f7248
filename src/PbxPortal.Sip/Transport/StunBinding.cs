using System.Buffers.Binary;

namespace PbxPortal.Sip.Transport;

/// <summary>Answers STUN Binding requests on the SIP port, by which a phone keeps its NAT open and sees its address (RFC 5626, 8).</summary>
/// <remarks>
/// The limited server of that clause: nothing but the address it came from, without state and without allocation. An answer has
/// at most 24 bytes more than its request, so that nobody gains by asking in the name of another.
/// </remarks>
internal static class StunBinding
{
    public const int MaxAnswerLength = HeaderLength + 24 + (2 * MostUnknown);

    private const int HeaderLength = 20;
    private const int MostUnknown = 8;

    private const ushort BindingRequest = 0x0001;
    private const ushort BindingSuccess = 0x0101;
    private const ushort BindingError = 0x0111;

    private const ushort ErrorCode = 0x0009;
    private const ushort UnknownAttributes = 0x000A;
    private const ushort XorMappedAddress = 0x0020;
    private const ushort FirstOptional = 0x8000;
    private const uint MagicCookie = 0x2112A442;

    /// <summary>Writes the answer; 0: there is none, for it is no well-formed Binding request.</summary>
    public static int Answer(ReadOnlySpan<byte> request, in PeerAddress source, Span<byte> answer)
    {
        if (request.Length < HeaderLength
            || BinaryPrimitives.ReadUInt16BigEndian(request) != BindingRequest
            || BinaryPrimitives.ReadUInt16BigEndian(request[2..]) != request.Length - HeaderLength
            || BinaryPrimitives.ReadUInt32BigEndian(request[4..]) != MagicCookie)
        {
            return 0;
        }

        Span<ushort> unknown = stackalloc ushort[MostUnknown];
        if (!TryReadAttributes(request[HeaderLength..], unknown, out var count))
        {
            return 0;
        }

        var length = count == 0 ? WriteAddress(answer, request[4..HeaderLength], source) : WriteUnknown(answer, unknown[..count]);
        BinaryPrimitives.WriteUInt16BigEndian(answer, count == 0 ? BindingSuccess : BindingError);
        BinaryPrimitives.WriteUInt16BigEndian(answer[2..], (ushort)(length - HeaderLength));
        request[4..HeaderLength].CopyTo(answer[4..]);
        return length;
    }

    /// <summary>Finds what must be understood and is not, which is all of it (RFC 5389, 7.3.1): a keep-alive carries nothing.</summary>
    private static bool TryReadAttributes(ReadOnlySpan<byte> attributes, Span<ushort> unknown, out int count)
    {
        count = 0;
        while (attributes.Length >= 4)
        {
            var type = BinaryPrimitives.ReadUInt16BigEndian(attributes);
            var length = 4 + ((BinaryPrimitives.ReadUInt16BigEndian(attributes[2..]) + 3) & ~3); // Padded to four bytes (15).
            if (length > attributes.Length)
            {
                return false;
            }

            if (type < FirstOptional && count < unknown.Length)
            {
                unknown[count++] = type;
            }

            attributes = attributes[length..];
        }

        return attributes.IsEmpty;
    }

    /// <summary>XOR-MAPPED-ADDRESS (RFC 5389, 15.2): the port under the cookie, the address under cookie and transaction.</summary>
    private static int WriteAddress(Span<byte> answer, ReadOnlySpan<byte> mask, in PeerAddress source)
    {
        var attribute = answer[HeaderLength..];
        var length = source.IsIPv6 ? 16 : 4;
        BinaryPrimitives.WriteUInt16BigEndian(attribute, XorMappedAddress);
        BinaryPrimitives.WriteUInt16BigEndian(attribute[2..], (ushort)(4 + length));
        attribute[4] = 0;
        attribute[5] = (byte)(source.IsIPv6 ? 2 : 1);
        BinaryPrimitives.WriteUInt16BigEndian(attribute[6..], (ushort)(source.Port ^ (MagicCookie >> 16)));
        var address = attribute[8..(8 + length)];
        source.WriteAddress(address);
        for (var index = 0; index < length; index++)
        {
            address[index] ^= mask[index];
        }

        return HeaderLength + 8 + length;
    }

    /// <summary>420 (Unknown Attribute) with their types (RFC 5389, 15.6 and 15.9), and no phrase: a program reads it.</summary>
    private static int WriteUnknown(Span<byte> answer, ReadOnlySpan<ushort> unknown)
    {
        var attributes = answer[HeaderLength..];
        BinaryPrimitives.WriteUInt16BigEndian(attributes, ErrorCode);
        BinaryPrimitives.WriteUInt16BigEndian(attributes[2..], 4);
        BinaryPrimitives.WriteUInt32BigEndian(attributes[4..], (4 << 8) | 20);
        BinaryPrimitives.WriteUInt16BigEndian(attributes[8..], UnknownAttributes);
        BinaryPrimitives.WriteUInt16BigEndian(attributes[10..], (ushort)(2 * unknown.Length));
        for (var index = 0; index < unknown.Length; index++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(attributes[(12 + (2 * index))..], unknown[index]);
        }

        var padded = (12 + (2 * unknown.Length) + 3) & ~3;
        attributes[(12 + (2 * unknown.Length))..padded].Clear();
        return HeaderLength + padded;
    }
}
