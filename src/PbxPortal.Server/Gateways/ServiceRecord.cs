namespace PbxPortal.Server.Gateways;

/// <summary>An SRV record (RFC 2782).</summary>
/// <param name="Priority">The least is tried first.</param>
/// <param name="Weight">Among the same priority: how often it comes first.</param>
/// <param name="Port">Of the service.</param>
/// <param name="Target">A name without the dot of the root at its end; empty: there is decidedly no such service.</param>
public readonly record struct ServiceRecord(int Priority, int Weight, int Port, string Target);
