using System.Runtime.InteropServices;

namespace PbxPortal.Sip.Transport.Linux;

/// <summary>struct iovec: a piece of memory.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Vector
{
    public byte* Start;

    public nuint Length;
}
