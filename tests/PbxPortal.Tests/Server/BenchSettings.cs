using PbxPortal.Server.Proxying;

namespace PbxPortal.Tests.Server;

/// <summary>What a test sets of a server beside its users.</summary>
internal sealed record BenchSettings
{
    public TrunksOptions Trunks { get; init; } = new();

    /// <summary>Where the gateways of the trunks are.</summary>
    public FakeNet Net { get; init; } = new();

    /// <summary>So many transactions at once on either side.</summary>
    public int MostTransactions { get; init; } = 262_144;
}
