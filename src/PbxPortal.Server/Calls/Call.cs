using System.Collections.Immutable;
using PbxPortal.Server.Proxying;

namespace PbxPortal.Server.Calls;

/// <summary>One call: who calls whom, where it rings or rang, who answered, and how it ended.</summary>
/// <remarks>Immutable; what happens to it makes a new value, in <see cref="CallSteps"/>.</remarks>
public sealed record Call
{
    /// <summary>Of a live call, given by the book; of a stored one, by the store.</summary>
    public required long Id { get; init; }

    public required string CallId { get; init; }

    public required string FromTag { get; init; }

    public required CallParty Caller { get; init; }

    public required CallParty Callee { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>In the order in which they were tried.</summary>
    public ImmutableArray<BranchState> Branches { get; init; } = [];

    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>The number of the branch that answered; of several, the one that still speaks.</summary>
    public int? AnsweredBy { get; init; }

    /// <summary><c>null</c>: it is live.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary><c>null</c> while it rings.</summary>
    public CallResult? Result { get; init; }

    /// <summary>The status code that the caller got; 0: none yet.</summary>
    public int Status { get; init; }

    /// <summary><c>null</c>: it is live, or was never answered.</summary>
    public CallEnding? Ending { get; init; }

    public bool IsLive => EndedAt is null;

    public bool IsAnswered => AnsweredAt is not null;

    /// <summary>Whether somebody has said that it rings there.</summary>
    public bool IsRinging => !IsAnswered && Branches.Any(branch => branch.IsRinging);

    public BranchState? AnsweringBranch => AnsweredBy is { } number ? Branches.FirstOrDefault(branch => branch.Number == number) : null;

    /// <summary>How long was spoken; <c>null</c>: it was not answered, is not over, or nobody knows.</summary>
    public TimeSpan? Duration => Ending is CallEnding.CallerHungUp or CallEnding.CalleeHungUp ? EndedAt - AnsweredAt : null;

    /// <summary>Whether the user is one of its two ends.</summary>
    public bool Concerns(long userId) => Caller.UserId == userId || Callee.UserId == userId;
}
