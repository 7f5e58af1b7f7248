using PbxPortal.Server.Admission;

namespace PbxPortal.Api;

/// <summary>One allowed network as the HTTP API writes it.</summary>
/// <param name="Since"><c>null</c>: it stands in the settings.</param>
public sealed record AllowedNetworkRow(string Network, string Remark, DateTimeOffset? Since, string? By)
{
    public static AllowedNetworkRow Of(ExemptNetwork allowed) =>
        new(allowed.Network.ToString(), allowed.Remark, allowed.Since, allowed.By.Length > 0 ? allowed.By : null);
}
