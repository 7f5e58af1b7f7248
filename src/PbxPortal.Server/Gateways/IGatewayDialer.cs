namespace PbxPortal.Server.Gateways;

/// <summary>Opens connections to gateways. What comes over them is received as over any other.</summary>
public interface IGatewayDialer
{
    /// <param name="hop">Over TCP or TLS.</param>
    Task<DialResult> DialAsync(GatewayHop hop, CancellationToken cancellationToken);
}
