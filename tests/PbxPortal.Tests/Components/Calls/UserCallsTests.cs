using Bunit;
using PbxPortal.Components.Calls;
using PbxPortal.Components.Live;
using PbxPortal.Server.Location;
using PbxPortal.Tests.Components.Fakes;

namespace PbxPortal.Tests.Components.Calls;

/// <summary>The calls on the page of a user.</summary>
public sealed class UserCallsTests : PortalPageContext
{
    [Fact]
    public void Says_that_there_was_none()
    {
        var section = Open<UserCalls>(("UserId", 16L));

        section.WaitForAssertion(() => Assert.Contains("No call yet", section.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public void Two_live_calls_are_cards_side_by_side_seen_from_the_user()
    {
        Calls.Put(CallSample.Answered(7));
        Calls.Put(CallSample.Ringing(8) with { Caller = CallSample.Reception, Callee = CallSample.Anna });
        Calls.Add(CallSample.Missed(1));

        var section = Open<UserCalls>(("UserId", 16L));

        section.WaitForAssertion(() => Assert.Equal(2, section.FindAll(".call-card").Count));
        Assert.Equal(
            ["In call from Anna Berger", "Ringing to Anna Berger"], section.FindAll(".call-card").Select(card => card.GetAttribute("aria-label")));
        section.WaitForAssertion(() => Assert.Single(section.FindAll("table tbody tr")));
        Assert.Equal("/calls?user=16", section.Find("p a").GetAttribute("href"));
        Assert.Equal(16, Assert.Single(Calls.Asked).UserId);
    }

    [Fact]
    public async Task A_call_that_ends_moves_to_the_last_ones_and_somebody_elses_changes_nothing()
    {
        Calls.Put(CallSample.Answered(7));
        var section = Open<UserCalls>(("UserId", 16L));
        section.WaitForAssertion(() => Assert.Single(section.FindAll(".call-card")));

        await section.InvokeAsync(() => Calls.Put(CallSample.Ringing(9) with { Callee = CallSample.Anna }));
        await section.InvokeAsync(() => Clock.Advance(CallWatch.Interval));
        Assert.Single(section.FindAll(".call-card"));
        await section.InvokeAsync(() => Calls.End(CallSample.Finished(7)));
        await section.InvokeAsync(() => Clock.Advance(CallWatch.Interval));
        section.WaitForAssertion(() => Assert.Empty(section.FindAll(".call-card")));
        await section.InvokeAsync(() => Clock.Advance(TimeSpan.FromSeconds(1)));

        section.WaitForAssertion(() => Assert.Single(section.FindAll("table tbody tr")));
    }

    [Fact]
    public void Says_that_the_store_does_not_work()
    {
        Calls.Failure = new StoreUnavailableException("The disk is failing.");

        var section = Open<UserCalls>(("UserId", 16L));

        section.WaitForAssertion(() => Assert.Contains("could not be read", section.Find("[role=alert]").TextContent, StringComparison.Ordinal));
    }
}
