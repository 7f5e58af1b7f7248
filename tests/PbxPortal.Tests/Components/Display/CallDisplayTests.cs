using PbxPortal.Components.Display;
using PbxPortal.Server.Proxying;
using PbxPortal.Tests.Components.Fakes;

namespace PbxPortal.Tests.Components.Display;

public sealed class CallDisplayTests
{
    [Fact]
    public void Tells_what_became_of_each_branch() => Assert.Equal(
        "Yealink T46U busy, Linphone rings, MicroSIP no sign yet", CallDisplay.Describe(CallSample.Ringing(1)));

    [Theory]
    [InlineData(CallResult.Unavailable, "no phone was registered")]
    [InlineData(CallResult.NotFound, "nobody has that number")]
    [InlineData(CallResult.Refused, "the caller may not call there")]
    [InlineData(CallResult.Cancelled, "nothing rang")]
    public void Says_why_nothing_rang(CallResult result, string expected) =>
        Assert.Equal(expected, CallDisplay.Describe(CallSample.Missed(1) with { Branches = [], Result = result }));

    [Fact]
    public void A_branch_without_a_product_is_called_by_where_it_is()
    {
        var branch = CallSample.Ringing(1).Branches[0];

        Assert.Equal("3516@198.51.100.1:5060", CallDisplay.NameOf(branch with { Device = "" }));
        Assert.Equal("their phone", CallDisplay.NameOf(branch with { Device = "", Target = "" }));
    }

    [Theory]
    [InlineData(BranchResult.RefusedElsewhere, "declined on Linphone", "stopped: declined on Linphone")]
    [InlineData(BranchResult.Cancelled, "the caller lost the connection", "stopped: the caller lost the connection")]
    [InlineData(BranchResult.Cancelled, "", "stopped")]
    [InlineData(BranchResult.DoNotDisturb, "", "do not disturb")]
    [InlineData(BranchResult.NotWoken, "the push gateway answered 401", "could not be woken: the push gateway answered 401")]
    [InlineData(BranchResult.Forwarded, "to 3518@acme.example", "forwarded to 3518@acme.example")]
    public void Says_who_or_what_was_the_reason(BranchResult result, string note, string expected) =>
        Assert.Equal(expected, CallDisplay.DoingOf(CallSample.Ringing(1).Branches[0] with { Result = result, Note = note, Status = 487 }));

    [Theory]
    [InlineData("+4989123@north", "", "+4989123", "via north")]
    [InlineData("+4989123@north", "Anna", "Anna", "+4989123 via north")]
    [InlineData("anonymous", "", "anonymous", "")]
    public void Of_somebody_outside_the_number_counts_and_then_the_way(string address, string name, string first, string second)
    {
        var party = new CallParty { Kind = CallPartyKind.Trunk, Address = address, DisplayName = name };

        Assert.Equal((first, second), (CallDisplay.NameOf(party), CallDisplay.AddressOf(party)));
    }

    [Theory]
    [InlineData(0, "0:00")]
    [InlineData(67, "1:07")]
    [InlineData(3599, "59:59")]
    [InlineData(3900, "1:05:00")]
    public void A_talk_is_told_as_a_clock_shows_it(int seconds, string expected) =>
        Assert.Equal(expected, CallDisplay.Clock(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void Every_result_is_offered_with_a_word_of_its_own()
    {
        Assert.Equal(Enum.GetValues<CallResult>().Order(), CallDisplay.Results.Order());
        Assert.Equal(CallDisplay.Results.Count, CallDisplay.Results.Select(CallDisplay.WordOf).Distinct(StringComparer.Ordinal).Count());
    }
}
