namespace PbxPortal.Server.Push;

/// <summary>The <c>Push</c> section of the settings. Without gateways no device is woken.</summary>
public sealed class PushOptions
{
    public const string SectionName = "Push";

    /// <summary>Seconds that a call waits for a device that is being woken; others ring meanwhile.</summary>
    public int WaitSeconds { get; set; } = 15;

    public IList<PushGatewayOptions> Gateways { get; init; } = [];
}
