namespace PbxPortal.Phones.Load;

/// <summary>What has come of the operations of one kind, or of one phase.</summary>
/// <remarks>Mutable and confined to the loop of its run.</remarks>
internal sealed class OperationFigures
{
    public long Completed { get; set; }

    public long Failed { get; set; }

    /// <summary>Nobody answered until timer F.</summary>
    public long Lost { get; set; }

    public LatencyHistogram Latency { get; } = new();
}
