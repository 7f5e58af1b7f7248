namespace PbxPortal.Phones.Demo;

/// <summary>One thing that a phone of the demo is told, after a pause of so many seconds.</summary>
/// <remarks>Immutable.</remarks>
internal sealed record DemoStep(
    int ShortestPause,
    int LongestPause,
    Func<SimulatedPhone, DemoDevice, CancellationToken, Task> Do);
