using System.Net;

namespace PbxPortal.Tests.Server.Tracing;

/// <summary>One datagram of a capture file.</summary>
internal sealed record CapturedDatagram(
    DateTimeOffset At, IPEndPoint Source, IPEndPoint Destination, ReadOnlyMemory<byte> Payload, int OriginalLength);
