using System.Globalization;
using System.Text.Json;

namespace PbxPortal.Phones.Load;

/// <summary>Writes the figures of a run: a Markdown table, or one line of JSON per phase.</summary>
/// <remarks>Confined to the loop of its run.</remarks>
internal sealed class LoadReport(LoadOptions options, TextWriter writer)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly List<PhaseFigures> _phases = [];

    public void Add(PhaseFigures phase)
    {
        _phases.Add(phase);
        if (options.IsJson)
        {
            writer.WriteLine(JsonSerializer.Serialize(ToJson(phase), Json));
            writer.Flush();
        }
    }

    /// <summary>The table, unless every phase has already been told.</summary>
    public void End()
    {
        if (options.IsJson)
        {
            return;
        }

        writer.WriteLine(
            "| phase | completed | failed | lost | codes | per second | p50 ms | p90 ms | p99 ms | p99.9 ms | max ms | repeated "
            + "| server us/op | server MiB | generator us/op |");
        writer.WriteLine("|---|--:|--:|--:|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        foreach (var phase in _phases)
        {
            WriteRow(phase);
        }

        foreach (var phase in _phases.Where(phase => phase.Mistakes + phase.Unfinished + phase.Unreadable + phase.Refusals > 0))
        {
            writer.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{phase.Plan.Text}: {phase.Mistakes} wrong answers, {phase.Unreadable} unreadable, {phase.Unfinished} under way at the end, "
                + $"{phase.Refusals} times nobody listened."));
        }
    }

    private static object ToJson(LatencyHistogram latency) => new
    {
        P50Us = Microseconds(latency.Percentile(0.5)),
        P90Us = Microseconds(latency.Percentile(0.9)),
        P99Us = Microseconds(latency.Percentile(0.99)),
        P999Us = Microseconds(latency.Percentile(0.999)),
        MaxUs = Microseconds(latency.Greatest),
    };

    private void WriteRow(PhaseFigures phase)
    {
        var codes = string.Join(' ', phase.Codes.Select(code => string.Create(CultureInfo.InvariantCulture, $"{code.Code}:{code.Count}")));
        var server = phase.Server is { } used
            ? string.Create(CultureInfo.InvariantCulture, $"{PerOperation(used.Cpu, phase):F2} | {used.ProportionalBytes / 1048576.0:F1}")
            : "- | -";
        WriteRow(phase.Plan.Text, phase.Total, codes, phase, $"{phase.Retransmissions} | {server} | {PerOperation(phase.OwnCpu, phase).ToString("F2", CultureInfo.InvariantCulture)}");
        if (phase.Plan.Kind == PhaseKind.Mix)
        {
            foreach (var (kind, figures) in phase.Kinds)
            {
                WriteRow($"mix: {kind}", figures, "", phase, "| | |");
            }
        }
    }

    private void WriteRow(string name, OperationFigures figures, string codes, PhaseFigures phase, string rest)
    {
        var latency = figures.Latency;
        writer.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {figures.Completed} | {figures.Failed} | {figures.Lost} | {codes} | {PerSecond(figures, phase):F0} "
            + $"| {Milliseconds(latency, 0.5):F2} | {Milliseconds(latency, 0.9):F2} | {Milliseconds(latency, 0.99):F2} | {Milliseconds(latency, 0.999):F2} "
            + $"| {latency.Greatest / (double)LoadClock.Millisecond:F2} | {rest} |"));
    }

    private object ToJson(PhaseFigures phase) => new
    {
        options.Label,
        Phase = phase.Plan.Kind.ToString().ToLowerInvariant(),
        Plan = phase.Plan.Text,
        options.Users,
        options.Devices,
        options.Window,
        options.Rate,
        Seconds = Math.Round(phase.Duration.TotalSeconds, 3),
        phase.Total.Completed,
        phase.Total.Failed,
        phase.Total.Lost,
        phase.Requests,
        PerSecond = Math.Round(PerSecond(phase.Total, phase)),
        Codes = phase.Codes.ToDictionary(code => code.Code.ToString(CultureInfo.InvariantCulture), code => code.Count, StringComparer.Ordinal),
        phase.Challenged,
        phase.Retransmissions,
        phase.Late,
        phase.Unreadable,
        phase.Refusals,
        phase.Unfinished,
        phase.Mistakes,
        Latency = ToJson(phase.Total.Latency),
        Server = phase.Server is { } used ? ToJson(used, phase) : null,
        GeneratorCpuUsPerOp = Math.Round(PerOperation(phase.OwnCpu, phase), 2),
        Kinds = phase.Plan.Kind != PhaseKind.Mix ? null : phase.Kinds.ToDictionary(
            pair => pair.Kind.ToString().ToLowerInvariant(),
            pair => new { pair.Figures.Completed, pair.Figures.Failed, pair.Figures.Lost, Latency = ToJson(pair.Figures.Latency) },
            StringComparer.Ordinal),
    };

    private static object ToJson(ProcessFigures used, PhaseFigures phase) => new
    {
        CpuUsPerOp = Math.Round(PerOperation(used.Cpu, phase), 2),
        UserUsPerOp = Math.Round(PerOperation(used.User, phase), 2),
        KernelUsPerOp = Math.Round(PerOperation(used.Kernel, phase), 2),
        CpuPercent = Math.Round(used.Cpu / phase.Duration * 100, 1),
        used.ResidentBytes,
        used.ProportionalBytes,
        used.Processes,
        used.Threads,
    };

    private static double PerOperation(TimeSpan cpu, PhaseFigures phase) => cpu.TotalMicroseconds / Math.Max(phase.Total.Completed, 1);

    private static double PerSecond(OperationFigures figures, PhaseFigures phase) =>
        figures.Completed / Math.Max(phase.Duration.TotalSeconds, 1e-6);

    private static double Microseconds(double nanoseconds) => Math.Round(nanoseconds / LoadClock.Microsecond, 1);

    private static double Milliseconds(LatencyHistogram latency, double share) => latency.Percentile(share) / LoadClock.Millisecond;
}
