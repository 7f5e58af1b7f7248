using PbxPortal.Sip.Messages;

namespace PbxPortal.Server.Proxying;

/// <summary>Chooses the final response that is forwarded when no branch was answered (RFC 3261, 16.7, step 6).</summary>
internal static class BestResponse
{
    /// <summary>Any 6xx first, otherwise the lowest class; within it what helps the caller most.</summary>
    public static ContextBranch? Choose(IEnumerable<ContextBranch> branches) =>
        branches.Where(branch => branch is { IsDone: true, IsAnswered: false, HasFailedOver: false, Result: not BranchResult.Forwarded }).MinBy(branch => (ClassOf(branch), RankOf(branch)));

    /// <summary>
    /// A 503 says that all requests should stay away, which is true of one branch only (step 6). Of a device it means that it could not be
    /// reached.
    /// </summary>
    public static int StatusOf(ContextBranch branch) => (branch.Status, branch.Final, branch.Target.Trunk) switch
    {
        _ when branch.HasFoundNoPlace => StatusCode.ServiceUnavailable, // We ourselves have no place, and so it is for all requests.
        (StatusCode.ServiceUnavailable, null, null) => StatusCode.TemporarilyUnavailable,
        (StatusCode.FlowFailed, _, _) => StatusCode.TemporarilyUnavailable, // An end point should never receive it (RFC 5626, 11.5).
        (StatusCode.ServiceUnavailable, _, _) => StatusCode.ServerInternalError,
        _ => branch.Status,
    };

    /// <summary>480 shall say more precisely why (21.4.18); empty: the recommended phrase.</summary>
    public static string ReasonPhraseOf(ContextBranch branch) => branch.Result switch
    {
        BranchResult.DoNotDisturb => "Temporarily Unavailable (do not disturb)",
        BranchResult.NotWoken => "Temporarily Unavailable (the app could not be woken)",
        BranchResult.NotEncrypted => "Temporarily Unavailable (not reached over TLS)",
        BranchResult.Unreachable when branch is { Target.Trunk: not null, Status: StatusCode.ServiceUnavailable } =>
            "Server Internal Error (the gateway cannot be reached)",
        _ => "",
    };

    /// <summary>A branch that found no place here stands among the 4xx, so that what we say ourselves of other devices does not hide it.</summary>
    private static int ClassOf(ContextBranch branch) => branch switch
    {
        { Status: >= StatusCode.BusyEverywhere } => 0,
        { HasFoundNoPlace: true } => StatusClass(StatusCode.BadRequest),
        _ => StatusClass(branch.Status),
    };

    private static int StatusClass(int status) => status / 100;

    private static int RankOf(ContextBranch branch) => (branch.Status, branch.Result) switch
    {
        _ when branch.HasFoundNoPlace => 3,
        (_, BranchResult.DoNotDisturb) => 4, // What a device says that was asked tells more.
        (_, BranchResult.NotWoken or BranchResult.NotEncrypted) => 6,
        _ => RankOfStatus(branch),
    };

    private static int RankOfStatus(ContextBranch branch) => branch.Status switch
    {
        // What tells the caller how to try again comes first (step 6).
        StatusCode.Unauthorized or StatusCode.ProxyAuthenticationRequired or StatusCode.UnsupportedMediaType
            or StatusCode.BadExtension or StatusCode.AddressIncomplete => 0,
        StatusCode.BusyHere => 1, // Somebody is there.
        StatusCode.NotFound or StatusCode.Gone or StatusCode.CallOrTransactionDoesNotExist => 5, // The device knows nothing of its user.
        StatusCode.RequestTimeout => branch.HasProvisional ? 3 : 6,
        StatusCode.RequestTerminated => 7,
        StatusCode.FlowFailed => 8,
        _ => 2,
    };
}
