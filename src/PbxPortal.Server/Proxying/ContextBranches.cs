using PbxPortal.Sip.Transactions;

namespace PbxPortal.Server.Proxying;

/// <summary>The branches of one response context.</summary>
/// <remarks>Guarded by the lock of its context.</remarks>
internal sealed class ContextBranches
{
    private readonly List<ContextBranch> _branches = [];

    public IReadOnlyList<ContextBranch> All => _branches;

    public bool AreDone => _branches.TrueForAll(branch => branch.IsDone);

    /// <summary>Whether nobody rings any more: one that has been told to stop need not have said so.</summary>
    public bool HaveFailed => _branches.TrueForAll(branch => branch.IsDone || branch.HasRungTooLong);

    /// <summary>Whether one waits until its device is awake.</summary>
    public bool AnyIsWaking => _branches.Exists(branch => branch is { IsWaking: true, IsDone: false });

    public ContextBranch Add(ResponseContext context, Target target, int breadth)
    {
        var branch = new ContextBranch(context, _branches.Count + 1, target, breadth);
        _branches.Add(branch);
        return branch;
    }

    /// <summary>
    /// Whether the phone rings, or has had its say already; one that could not be reached has not, nor has one that was asleep, or not
    /// encrypted, and has registered since.
    /// </summary>
    public bool HasHeard(Target target) => _branches.Exists(branch =>
        branch.Target.IsSamePhone(target)
        && (!branch.IsDone || branch.Result switch
        {
            BranchResult.Unreachable or BranchResult.ConnectionLost => false,
            BranchResult.NotWoken or BranchResult.NotEncrypted => branch.Target.Lease == target.Lease,
            _ => true,
        }));

    /// <summary>Whether the request went there already, whatever came of it (16.5).</summary>
    public bool HaveTried(Target target) => _branches.Exists(branch => branch.Target.IsSamePlace(target));

    /// <summary>Those that nothing was sent for: their devices are being woken, or the way to their gateway is being looked for.</summary>
    public IReadOnlyList<ContextBranch> Unsent =>
        _branches.FindAll(branch => branch is { IsDone: false, IsWaking: true } or { IsDone: false, IsSeeking: true });

    /// <summary>The branch that waits until this phone is awake; <c>null</c>: none does.</summary>
    public ContextBranch? FindWaking(Target target) =>
        _branches.Find(branch => branch is { IsWaking: true, IsDone: false } && branch.Target.IsSamePhone(target));

    /// <summary>Gives back the responses from which the best was chosen.</summary>
    public void ForgetFinals()
    {
        foreach (var branch in _branches)
        {
            branch.Final?.Dispose();
            branch.Final = null;
        }
    }

    /// <summary>Cancels all INVITEs but one that have no final response yet (16.7, step 10).</summary>
    public void StopOthers(ContextBranch? except, BranchStop stop)
    {
        foreach (var branch in _branches)
        {
            if (branch != except && branch is { IsDone: false, HasRungTooLong: false, Stop: null, Client: InviteClientTransaction client })
            {
                branch.Stop = stop;
                client.Cancel(stop.Reason);
            }
        }
    }
}
