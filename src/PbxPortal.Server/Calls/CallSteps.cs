using PbxPortal.Server.Proxying;

namespace PbxPortal.Server.Calls;

/// <summary>What each thing that the proxy tells makes of a call. Pure functions; what does not fit changes nothing.</summary>
internal static class CallSteps
{
    /// <summary>More than any user has devices; what is beyond rings all the same, and is not shown.</summary>
    public const int MostBranches = 100;

    public static Call Try(this Call call, CallBranch branch, DateTimeOffset at) =>
        call.Branches.Length >= MostBranches || call.IndexOf(branch.Number) >= 0
            ? call
            : call with
            {
                Branches = call.Branches.Add(new BranchState
                {
                    Number = branch.Number,
                    DeviceId = branch.DeviceId,
                    Target = CallText.Cut(branch.Target),
                    Device = CallText.Cut(branch.Device),
                    TriedAt = at,
                }),
            };

    /// <summary>Whatever is above 100 says that somebody there is working on it; nearly all phones say 180.</summary>
    public static Call Progress(this Call call, int number, int status, DateTimeOffset at) => status is <= 100 or >= 200
        ? call
        : call.WithBranch(number, branch => branch.IsOpen ? branch with { RingingAt = branch.RingingAt ?? at, Status = status } : branch);

    /// <summary>The first word counts: an answer that crosses a CANCEL stays an answer.</summary>
    public static Call EndBranch(this Call call, int number, BranchResult result, int status, DateTimeOffset at, string note = "") => call.WithBranch(
        number,
        branch => branch.IsOpen
            ? branch with { Result = result, Status = status == 0 ? branch.Status : status, EndedAt = at, Note = note }
            : branch);

    /// <summary>A second one may answer before its CANCEL is there; the caller gets both, and ends the one that he does not want (RFC 3261, 13.2.2.4).</summary>
    public static Call Answer(this Call call, int number, string toTag, DateTimeOffset at)
    {
        var known = call.IndexOf(number) >= 0
            ? call
            : call with { Branches = call.Branches.Add(new BranchState { Number = number, Target = "", TriedAt = at }) }; // Beyond the most.
        var answered = known.WithBranch(number, branch => branch.AnsweredAt is not null
            ? branch
            : branch with { Result = BranchResult.Answered, Status = 200, AnsweredAt = at, EndedAt = at, ToTag = CallText.Cut(toTag) });
        return ReferenceEquals(answered, call) ? call : answered with
        {
            AnsweredAt = call.AnsweredAt ?? at,
            AnsweredBy = call.AnsweredBy ?? number,
            Result = CallResult.Answered,
            Status = 200,
        };
    }

    public static Call Finish(this Call call, CallResult result, int status, DateTimeOffset at) => call.IsAnswered
        ? call
        : call with
        {
            Result = result,
            Status = status,
            EndedAt = at,
            Branches = [.. call.Branches.Select(branch => Close(branch, result is CallResult.Cancelled or CallResult.CallerLost ? BranchResult.Cancelled : BranchResult.Failed, at))],
        };

    /// <summary>Ends what the two tags name (RFC 3261, 12); the call with the last dialog of it. <c>null</c>: none of this call.</summary>
    public static Call? HangUp(this Call call, string from, string to, DateTimeOffset at)
    {
        var byCaller = string.Equals(from, call.FromTag, StringComparison.Ordinal);
        var toTag = byCaller ? to : from;
        if (!byCaller && !string.Equals(to, call.FromTag, StringComparison.Ordinal))
        {
            return null;
        }

        var talking = call.Branches.FirstOrDefault(branch => branch.IsTalking && string.Equals(branch.ToTag, toTag, StringComparison.Ordinal));
        if (talking is null)
        {
            return null;
        }

        var hungUp = call.WithBranch(talking.Number, branch => branch with { HungUpAt = at });
        return hungUp.Branches.FirstOrDefault(branch => branch.IsTalking) is { } other
            ? hungUp with { AnsweredBy = other.Number }
            : hungUp with { EndedAt = Later(call.AnsweredAt, at), Ending = byCaller ? CallEnding.CallerHungUp : CallEnding.CalleeHungUp };
    }

    /// <summary>It is not followed any longer.</summary>
    public static Call Lose(this Call call, CallEnding ending, DateTimeOffset at) => call.IsAnswered
        ? call with { EndedAt = at, Ending = ending, Branches = [.. call.Branches.Select(branch => Close(branch, BranchResult.Elsewhere, at))] }
        : call.Finish(CallResult.Failed, status: 0, at) with { Ending = ending };

    private static BranchState Close(BranchState branch, BranchResult result, DateTimeOffset at) =>
        branch.IsOpen ? branch with { Result = result, EndedAt = at } : branch;

    /// <summary>The clock may have been set back meanwhile.</summary>
    private static DateTimeOffset Later(DateTimeOffset? one, DateTimeOffset other) => one is { } moment && moment > other ? moment : other;

    private static Call WithBranch(this Call call, int number, Func<BranchState, BranchState> change)
    {
        var index = call.IndexOf(number);
        if (index < 0)
        {
            return call;
        }

        var changed = change(call.Branches[index]);
        return ReferenceEquals(changed, call.Branches[index]) ? call : call with { Branches = call.Branches.SetItem(index, changed) };
    }

    private static int IndexOf(this Call call, int number)
    {
        for (var index = 0; index < call.Branches.Length; index++)
        {
            if (call.Branches[index].Number == number)
            {
                return index;
            }
        }

        return -1;
    }
}
