namespace PbxPortal.Phones.Load;

/// <summary>What a server and its children have used: CPU time so far, memory now.</summary>
/// <remarks>Immutable. The proportional size counts what processes share once, and so is the one to compare.</remarks>
internal sealed record ProcessFigures(TimeSpan User, TimeSpan Kernel, long ResidentBytes, long ProportionalBytes, int Processes, int Threads)
{
    public TimeSpan Cpu => User + Kernel;

    /// <summary>The time since an earlier look, and the memory of this one.</summary>
    public ProcessFigures Since(ProcessFigures earlier) => this with { User = User - earlier.User, Kernel = Kernel - earlier.Kernel };
}
