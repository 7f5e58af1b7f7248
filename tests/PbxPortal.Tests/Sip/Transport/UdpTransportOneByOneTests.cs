namespace PbxPortal.Tests.Sip.Transport;

/// <summary>As every system can.</summary>
public sealed class UdpTransportOneByOneTests() : UdpTransportTests(usesBatches: false);
