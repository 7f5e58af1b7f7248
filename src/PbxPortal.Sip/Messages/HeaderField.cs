using System.Runtime.InteropServices;

namespace PbxPortal.Sip.Messages;

/// <summary>Where one header field stands in the bytes of its message. Sixteen bits reach, as no message is longer.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct HeaderField(
    HeaderName Name,
    ushort NameStart,
    ushort NameLength,
    ushort ValueStart,
    ushort ValueLength);
