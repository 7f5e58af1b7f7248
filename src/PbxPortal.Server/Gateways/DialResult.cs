using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Gateways;

/// <summary>What came of calling a gateway up.</summary>
/// <param name="Flow"><c>null</c>: nothing.</param>
/// <param name="Failure">Why, as part of a sentence; otherwise empty.</param>
public readonly record struct DialResult(Flow? Flow, string Failure = "");
