namespace PbxPortal.Phones.Load;

/// <summary>What has been counted in one phase.</summary>
/// <remarks>Mutable and confined to the loop of its run.</remarks>
internal sealed class PhaseFigures(PhasePlan plan)
{
    private const int CodesEnd = 700;

    private readonly OperationFigures?[] _byKind = new OperationFigures?[Enum.GetValues<OperationKind>().Length];
    private readonly long[] _codes = new long[CodesEnd];

    public PhasePlan Plan => plan;

    public OperationFigures Total { get; } = new();

    public TimeSpan Duration { get; set; }

    public long Requests { get; set; }

    public long Challenged { get; set; }

    public long Retransmissions { get; set; }

    /// <summary>Answers that nobody waited for any more: mostly the second answer to a request that was repeated.</summary>
    public long Late { get; set; }

    public long Unreadable { get; set; }

    /// <summary>How often nobody listened at the target.</summary>
    public long Refusals { get; set; }

    /// <summary>Operations that were under way when the run was ended.</summary>
    public long Unfinished { get; set; }

    /// <summary>Answers, or promises, that are not as they must be.</summary>
    public long Mistakes { get; set; }

    public ProcessFigures? Server { get; set; }

    public TimeSpan OwnCpu { get; set; }

    public IEnumerable<(int Code, long Count)> Codes => _codes.Select((count, code) => (code, count)).Where(pair => pair.count > 0);

    /// <summary>Of a <c>mix</c>: figures of each kind that has occurred.</summary>
    public IEnumerable<(OperationKind Kind, OperationFigures Figures)> Kinds => _byKind
        .Select((figures, kind) => ((OperationKind)kind, figures!))
        .Where(pair => pair.Item2 is not null);

    public bool IsGood => Total.Failed == 0 && Total.Lost == 0 && Mistakes == 0 && Unreadable == 0;

    public OperationFigures Of(OperationKind kind) => _byKind[(int)kind] ??= new OperationFigures();

    public void CountCode(int code)
    {
        if ((uint)code < CodesEnd)
        {
            _codes[code]++;
        }
    }
}
