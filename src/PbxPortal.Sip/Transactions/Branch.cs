using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace PbxPortal.Sip.Transactions;

/// <summary>The branch of a request that we send: the cookie and 96 random bits, so that nobody can answer for another (RFC 3261, 8.1.1.7).</summary>
/// <remarks>Immutable, and a number: a response finds its transaction without a string.</remarks>
public readonly record struct Branch
{
    /// <summary>Characters.</summary>
    public const int Length = 7 + TextLength;

    /// <summary>Characters of <see cref="WriteRandom"/>.</summary>
    public const int TextLength = 16;

    private const int ByteCount = 12;
    private readonly ulong _upper;
    private readonly uint _lower;

    private Branch(ReadOnlySpan<byte> bytes)
    {
        _upper = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _lower = BinaryPrimitives.ReadUInt32BigEndian(bytes[sizeof(ulong)..]);
    }

    /// <summary>What <see cref="New(uint)"/> was given; of any other branch a number that means nothing.</summary>
    public uint Mark => _lower;

    private static ReadOnlySpan<byte> Cookie => "z9hG4bK"u8;

    public static Branch New()
    {
        Span<byte> bytes = stackalloc byte[ByteCount];
        RandomNumberGenerator.Fill(bytes);
        return new Branch(bytes);
    }

    /// <summary>
    /// A branch in two parts: 64 random bits, which satisfy 8.1.1.7, and a mark of how a proxy has routed the request, by which it knows
    /// a loop (RFC 5393, 4.2.1).
    /// </summary>
    public static Branch New(uint mark)
    {
        Span<byte> bytes = stackalloc byte[ByteCount];
        RandomNumberGenerator.Fill(bytes[..sizeof(ulong)]);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[sizeof(ulong)..], mark);
        return new Branch(bytes);
    }

    /// <summary>Reads a branch that may be ours; <c>false</c>: it is not.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, [NotNullWhen(true)] out Branch? branch)
    {
        branch = null;
        Span<byte> bytes = stackalloc byte[ByteCount];
        if (text.Length == Length
            && text.StartsWith(Cookie)
            && Base64Url.DecodeFromUtf8(text[Cookie.Length..], bytes, out _, out var written) == System.Buffers.OperationStatus.Done
            && written == ByteCount)
        {
            branch = new Branch(bytes);
        }

        return branch is not null;
    }

    /// <summary>Fills <see cref="Length"/> bytes.</summary>
    public void Write(Span<byte> text)
    {
        Cookie.CopyTo(text);
        WriteRandom(text[Cookie.Length..]);
    }

    /// <summary>Fills <see cref="TextLength"/> bytes: the random part, which may serve as tag and Call-ID of the same request.</summary>
    public void WriteRandom(Span<byte> text)
    {
        Span<byte> bytes = stackalloc byte[ByteCount];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, _upper);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[sizeof(ulong)..], _lower);
        _ = Base64Url.EncodeToUtf8(bytes, text, out _, out _);
    }

    public override string ToString()
    {
        Span<byte> text = stackalloc byte[Length];
        Write(text);
        return System.Text.Encoding.ASCII.GetString(text);
    }
}
