using System.Collections.Immutable;
using System.Security.Claims;
using PbxPortal.Accounts;
using PbxPortal.Server.Calls;
using PbxPortal.Server.Proxying;

namespace PbxPortal.Administration;

/// <summary>What somebody may see of a call: the ends in his domains whole; of another customer's end what the call itself tells.</summary>
internal static class CallSight
{
    public static CallSnapshot Of(CallSnapshot snapshot, ClaimsPrincipal who) => PortalAccess.HasEverywhere(who, PortalRole.Owner)
        ? snapshot
        : new CallSnapshot(snapshot.Version, [.. snapshot.Calls.Select(call => Of(call, who)).OfType<Call>()], snapshot.EndedCount);

    /// <returns><c>null</c>: it is none of his business. A call of no domain of ours is for owners.</returns>
    public static Call? Of(Call call, ClaimsPrincipal who)
    {
        var (seesCaller, seesCallee) = (Sees(who, call.Caller.DomainId), Sees(who, call.Callee.DomainId));
        if (call.Caller.DomainId is null && call.Callee.DomainId is null)
        {
            return PortalAccess.HasAnywhere(who, PortalRole.Owner) ? call : null;
        }

        if (seesCaller is not true && seesCallee is not true)
        {
            return null;
        }

        var seen = seesCaller is false ? call with { Caller = Outside(call.Caller) } : call;
        return seesCallee is false ? seen with { Callee = Outside(call.Callee), Branches = Outside(call) } : seen;
    }

    /// <summary><c>null</c>: it is in no domain of ours, and nobody's secret.</summary>
    private static bool? Sees(ClaimsPrincipal who, long? domainId) =>
        domainId is { } id ? PortalAccess.Has(who, PortalRole.ReadOnly, id) : null;

    private static CallParty Outside(CallParty party) => party with { UserId = null, DeviceId = null, Source = "" };

    /// <summary>One for all of them: how many phones somebody has, and which, the caller does not hear either.</summary>
    private static ImmutableArray<BranchState> Outside(Call call)
    {
        var heard = call.AnsweringBranch ?? call.Branches.FirstOrDefault(branch => branch.IsRinging) ?? call.Branches.LastOrDefault();
        return heard is null ? [] : [heard with { DeviceId = null, Target = "", Device = "", Note = "" }];
    }
}
