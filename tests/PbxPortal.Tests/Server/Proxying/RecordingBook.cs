using System.Globalization;
using PbxPortal.Server.Proxying;

namespace PbxPortal.Tests.Server.Proxying;

/// <summary>Keeps what the proxy tells of calls, as lines in order.</summary>
/// <remarks>Guarded by one lock.</remarks>
internal sealed class RecordingBook : ICallBook
{
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private readonly List<CallOffer> _offers = [];
    private readonly List<CallBranch> _branches = [];

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate)
            {
                return [.. _lines];
            }
        }
    }

    public IReadOnlyList<CallOffer> Offers
    {
        get
        {
            lock (_gate)
            {
                return [.. _offers];
            }
        }
    }

    public IReadOnlyList<CallBranch> Branches
    {
        get
        {
            lock (_gate)
            {
                return [.. _branches];
            }
        }
    }

    public long Begin(CallOffer offer)
    {
        lock (_gate)
        {
            _offers.Add(offer);
        }

        Add($"begin {offer.Caller.Address} -> {offer.Callee.Address}");
        return Offers.Count;
    }

    public void Try(long id, CallBranch branch)
    {
        lock (_gate)
        {
            _branches.Add(branch);
        }

        Add($"try {branch.Number} {branch.Target}");
        if (branch.Number == FailsAt)
        {
            throw new InvalidOperationException("The book fails.");
        }
    }

    public void Progress(long id, int branch, int status) => Add($"progress {branch} {status}");

    /// <summary>The number of the branch at which the book fails, as it never should; 0: at none.</summary>
    public int FailsAt { get; set; }

    public void End(long id, int branch, BranchResult result, int status, string note = "") =>
        Add($"end {branch} {result} {status}{(note.Length == 0 ? "" : $" {note}")}");

    public void Answer(long id, int branch, string toTag) => Add($"answer {branch} {toTag}");

    public void Finish(long id, CallResult result, int status) => Add($"finish {result} {status}");

    public void HangUp(string callId, string tagA, string tagB, DateTimeOffset at) => Add($"hang up {callId} {tagA} {tagB}");

    private void Add(FormattableString line)
    {
        lock (_gate)
        {
            _lines.Add(line.ToString(CultureInfo.InvariantCulture));
        }
    }
}
