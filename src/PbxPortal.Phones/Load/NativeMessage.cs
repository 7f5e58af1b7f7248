using System.Runtime.InteropServices;

namespace PbxPortal.Phones.Load;

/// <summary><c>struct mmsghdr</c> of 64-bit Linux: one message of a batch. The fields that are left out stay zero.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal struct NativeMessage
{
    [FieldOffset(16)]
    public nint Vectors;

    [FieldOffset(24)]
    public nint VectorCount;

    /// <summary>How many bytes were taken.</summary>
    [FieldOffset(56)]
    public uint Length;
}
