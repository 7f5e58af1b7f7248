namespace PbxPortal.Phones.Demo;

/// <summary>The phones of the demo domain: forty people, some ninety devices, a few of which misbehave.</summary>
/// <remarks>Bounded: it never has more phones, sockets or requests under way than its plan has devices.</remarks>
public sealed class DemoFleet
{
    private static readonly TimeSpan ArrivalTime = TimeSpan.FromSeconds(15);

    private readonly DemoFleetOptions _options;
    private readonly IReadOnlyList<DemoDevice> _devices;

    public DemoFleet(DemoFleetOptions options)
    {
        _options = options;
        _devices = DemoPlan.Of(options);
    }

    public int DeviceCount => _devices.Count;

    /// <summary>Lives the day of all phones until the token is cancelled; then they are silent. Throws nothing on the way.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var fleet = new PhoneFleet();
        var days = _devices.Select(device => LiveAsync(Add(fleet, device), device, cancellationToken));
        await Task.WhenAll(days);
    }

    private SimulatedPhone Add(PhoneFleet fleet, DemoDevice device) =>
        fleet.Add(device.Account, device.Profile, device.Identity, new PhoneOptions
        {
            Registrar = _options.RegistrarFor(device.Profile.Transport),
            Local = device.Home,
            AcceptsAnyCertificate = true, // The server's own trial certificate, on the same machine.
            TimeProvider = _options.TimeProvider,
        });

    private async Task LiveAsync(SimulatedPhone phone, DemoDevice device, CancellationToken cancellationToken)
    {
        var generator = new SeededGenerator(device.Seed);
        try
        {
            await Task.Delay(ArrivalTime * (generator.Next(1000) / 1000.0), _options.TimeProvider, cancellationToken);
            await phone.RegisterAsync(cancellationToken);
            while (DemoDay.StepsOf(device.Habit) is { Count: > 0 } steps)
            {
                foreach (var step in steps)
                {
                    var pause = TimeSpan.FromSeconds(generator.Between(step.ShortestPause, step.LongestPause));
                    await Task.Delay(pause, _options.TimeProvider, cancellationToken);
                    await step.Do(phone, device, cancellationToken);
                }
            }

            await Task.Delay(Timeout.InfiniteTimeSpan, _options.TimeProvider, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The day is over.
        }
    }
}
