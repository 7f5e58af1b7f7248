using System.Buffers.Binary;
using PbxPortal.Sip.Authentication;

namespace PbxPortal.Server.Admission;

/// <summary>Makes the keys of the tables: nobody outside can find two addresses with the same one.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class SourceHash
{
    private const int AddressLength = 16;
    private const int LongestName = 64;
    private readonly SipHash _hash = SipHash.WithRandomKey();

    public ulong Of(SourceNetwork source) => Of(source, default);

    /// <param name="source">Where it came from.</param>
    /// <param name="name">Of which the first 64 bytes count.</param>
    public ulong Of(SourceNetwork source, ReadOnlySpan<byte> name)
    {
        Span<byte> text = stackalloc byte[AddressLength + LongestName];
        BinaryPrimitives.WriteUInt128LittleEndian(text, source.ToNumber());
        name = name[..Math.Min(name.Length, LongestName)];
        name.CopyTo(text[AddressLength..]);
        return _hash.Compute(text[..(AddressLength + name.Length)]);
    }

    public ulong Of(ReadOnlySpan<byte> text) => _hash.Compute(text);
}
