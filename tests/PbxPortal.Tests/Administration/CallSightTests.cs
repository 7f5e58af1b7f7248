using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Server.Calls;
using PbxPortal.Server.Proxying;
using PbxPortal.Tests.Accounts;
using PbxPortal.Tests.Components.Fakes;

namespace PbxPortal.Tests.Administration;

/// <summary>A customer sees the calls of his own, and of the other end no more than the call itself told him.</summary>
public sealed class CallSightTests
{
    private static readonly Call BetweenCustomers = CallSample.Answered(1) with { Callee = CallSample.Reception with { DomainId = 2 } };

    [Theory]
    [InlineData(1L)]
    [InlineData(null)]
    public void Ends_in_his_domains_are_whole(long? domainId)
    {
        var call = CallSample.Answered(1);

        Assert.Same(call, CallSight.Of(call, PortalPoliciesTests.Somebody(new RoleGrant(PortalRole.ReadOnly, domainId))));
    }

    [Fact]
    public void A_call_of_others_is_none_of_his_business()
    {
        Assert.Null(CallSight.Of(CallSample.Answered(1), PortalPoliciesTests.Somebody(new RoleGrant(PortalRole.Admin, 2))));
    }

    [Fact]
    public void The_caller_does_not_see_which_phones_the_other_customer_has()
    {
        var seen = CallSight.Of(BetweenCustomers, PortalPoliciesTests.Somebody(new RoleGrant(PortalRole.Admin, 1)))!;

        Assert.Equal((null, "3516@acme.example"), (seen.Callee.UserId, seen.Callee.Address));
        var branch = Assert.Single(seen.Branches);
        Assert.Equal(("", "", null, BranchResult.Answered), (branch.Device, branch.Target, branch.DeviceId, branch.Result));
        Assert.Equal(BetweenCustomers.Caller, seen.Caller);
        Assert.Equal(branch.Number, seen.AnsweredBy);
    }

    [Fact]
    public void The_caller_does_not_see_who_declined_or_where_the_call_was_sent_on()
    {
        var refused = BetweenCustomers with
        {
            Branches = [BetweenCustomers.Branches[0] with { Result = BranchResult.RefusedElsewhere, Note = "declined on Yealink T46U" }],
        };

        var seen = CallSight.Of(refused, PortalPoliciesTests.Somebody(new RoleGrant(PortalRole.Admin, 1)))!;

        Assert.Equal("", Assert.Single(seen.Branches).Note);
    }

    [Fact]
    public void The_callee_does_not_see_where_the_other_customer_called_from()
    {
        var seen = CallSight.Of(BetweenCustomers, PortalPoliciesTests.Somebody(new RoleGrant(PortalRole.Admin, 2)))!;

        Assert.Equal((null, null, "", "3517@acme.example"), (seen.Caller.UserId, seen.Caller.DeviceId, seen.Caller.Source, seen.Caller.Address));
        Assert.Equal(3, seen.Branches.Length);
    }

    [Theory]
    [InlineData(PortalRole.Admin, false)]
    [InlineData(PortalRole.Owner, true)]
    public void A_call_of_no_domain_is_for_owners(PortalRole role, bool isSeen)
    {
        var call = CallSample.Missed(1) with
        {
            Caller = new CallParty { Kind = CallPartyKind.Foreign, Address = "x@elsewhere" },
            Callee = new CallParty { Kind = CallPartyKind.Foreign, Address = "y@elsewhere" },
        };

        Assert.Equal(isSeen, CallSight.Of(call, PortalPoliciesTests.Somebody(new RoleGrant(role, null))) is not null);
    }

    [Fact]
    public void A_trunk_is_nobodys_secret()
    {
        var call = CallSample.Answered(1) with { Caller = new CallParty { Kind = CallPartyKind.Trunk, Address = "+4989@north", Source = "203.0.113.1:5060" } };

        Assert.Same(call, CallSight.Of(call, PortalPoliciesTests.Somebody(new RoleGrant(PortalRole.ReadOnly, 1))));
    }
}
