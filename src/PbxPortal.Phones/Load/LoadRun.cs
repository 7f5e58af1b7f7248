using System.Security.Cryptography;

namespace PbxPortal.Phones.Load;

/// <summary>A whole load run: its phases in order, with what the server used meanwhile, and the ledger before and after.</summary>
/// <remarks>Confined to the thread that runs it.</remarks>
internal sealed class LoadRun(LoadOptions options, TextWriter output, TextWriter error)
{
    private const int Good = 0;
    private const int Bad = 1;

    /// <returns>The exit code: 1 when anything failed, was lost or was answered wrongly.</returns>
    public int Run(CancellationToken stopping)
    {
        var salt = BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint)));
        var fleet = new LoadFleet(options, salt);
        if (options.LedgerPath is { } ledger && File.Exists(ledger))
        {
            Ledger.Load(ledger, fleet);
        }

        var report = new LoadReport(options, output);
        using var generator = new LoadGenerator(options, fleet, salt, new LoadProgress(error));
        var isGood = true;
        foreach (var plan in options.Phases)
        {
            if (stopping.IsCancellationRequested || generator.HasEnded)
            {
                break;
            }

            var phase = Measure(generator, plan, stopping);
            report.Add(phase);
            isGood &= phase.IsGood;
        }

        report.End();
        if (options.LedgerPath is { } path)
        {
            Ledger.Save(path, fleet);
        }

        return isGood ? Good : Bad;
    }

    private PhaseFigures Measure(LoadGenerator generator, PhasePlan plan, CancellationToken stopping)
    {
        var server = options.ServerProcess is { } process ? new ProcessTree(process) : null;
        var before = server?.Read(withMemory: false);
        var ownBefore = Environment.CpuUsage.TotalTime;
        var phase = generator.Run(plan, stopping);
        phase.OwnCpu = Environment.CpuUsage.TotalTime - ownBefore;
        phase.Server = before is null ? null : server?.Read(withMemory: true)?.Since(before);
        return phase;
    }
}
