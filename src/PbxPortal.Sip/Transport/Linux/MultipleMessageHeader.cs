using System.Runtime.InteropServices;

namespace PbxPortal.Sip.Transport.Linux;

/// <summary>struct mmsghdr of sendmmsg(2) and recvmmsg(2), as it lies in memory on 64-bit Linux.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal unsafe struct MultipleMessageHeader
{
    [FieldOffset(0)]
    public byte* Name;

    [FieldOffset(8)]
    public uint NameLength;

    [FieldOffset(16)]
    public Vector* Vectors;

    [FieldOffset(24)]
    public ulong VectorCount;

    /// <summary>How many bytes were sent or received.</summary>
    [FieldOffset(56)]
    public uint Length;
}
