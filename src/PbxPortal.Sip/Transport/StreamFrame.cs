using System.Runtime.InteropServices;
using PbxPortal.Sip.Messages;

namespace PbxPortal.Sip.Transport;

/// <summary>What <see cref="StreamFramer"/> found at the front of the bytes.</summary>
/// <param name="Consumed">How many bytes are done with, those before <paramref name="Start"/> included.</param>
/// <param name="Error">Why it is <see cref="StreamFrameKind.Malformed"/>.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct StreamFrame(
    StreamFrameKind Kind,
    int Start,
    int Length,
    int Consumed,
    SipParseError Error = SipParseError.None);
