using PbxPortal.Sip.Transport.Linux;

namespace PbxPortal.Tests.Sip.Transport;

/// <summary>As Linux does it; elsewhere the same as <see cref="UdpTransportOneByOneTests"/>.</summary>
public sealed class UdpTransportInBatchesTests() : UdpTransportTests(SocketCalls.AreAvailable);
