using Bunit;
using Microsoft.AspNetCore.Components;
using PbxPortal.Accounts;
using PbxPortal.Components.Live;
using PbxPortal.Components.Pages;
using PbxPortal.Server.Location;
using PbxPortal.Tests.Components.Fakes;

namespace PbxPortal.Tests.Components.Pages;

public sealed class CallsPageTests : PortalPageContext
{
    private IRenderedComponent<IComponent> _page = null!;

    [Fact]
    public void Says_what_would_be_here()
    {
        Show();

        _page.WaitForAssertion(() => Assert.Contains("No call yet", _page.Markup, StringComparison.Ordinal));
        Assert.Contains("no call at the moment", _page.Find(".head").TextContent, StringComparison.Ordinal);
        Assert.Empty(_page.FindAll(".live-calls"));
    }

    [Fact]
    public void Shows_where_a_call_rings_and_since_when()
    {
        Calls.Put(CallSample.Ringing(7));

        Show();

        _page.WaitForAssertion(() => Assert.Single(_page.FindAll(".live-calls tbody tr")));
        var row = _page.Find(".live-calls tbody tr");
        Assert.Contains("Ringing", row.TextContent, StringComparison.Ordinal);
        Assert.Equal(["/users/17", "/users/16"], row.QuerySelectorAll(".user-link").Select(link => link.GetAttribute("href")));
        Assert.Equal(
            ["Yealink T46U busy", "Linphone rings", "MicroSIP no sign yet"],
            row.QuerySelectorAll(".branches li").Select(Text));
        Assert.Equal("/devices?device=2", row.QuerySelectorAll(".branches a")[1].GetAttribute("href"));
        Assert.Equal(
            Sample.Now.AddSeconds(-20).ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture),
            row.QuerySelector("[data-elapsed]")?.GetAttribute("data-elapsed"));
        Assert.Contains("1 ringing", _page.Find(".head").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_is_answered_and_over_before_the_readers_eyes()
    {
        Calls.Put(CallSample.Ringing(7));
        Show();
        _page.WaitForAssertion(() => Assert.Contains("Ringing", _page.Find(".live-calls").TextContent, StringComparison.Ordinal));

        await _page.InvokeAsync(() => Calls.Put(CallSample.Answered(7)));
        await LetCallsThroughAsync();
        _page.WaitForAssertion(() => Assert.Contains("In call", _page.Find(".live-calls").TextContent, StringComparison.Ordinal));
        Assert.Equal("MicroSIP answered", Text(_page.Find(".branches li.answered")));

        await _page.InvokeAsync(() => Calls.End(CallSample.Finished(7)));
        await LetCallsThroughAsync();
        _page.WaitForAssertion(() => Assert.Empty(_page.FindAll(".live-calls")));
        await _page.InvokeAsync(() => Clock.Advance(TimeSpan.FromSeconds(2)));
        _page.WaitForAssertion(() => Assert.Single(_page.FindAll(".calls tbody tr")));
        Assert.Contains("caller hung up", _page.Find(".calls tbody tr").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_calls_of_one_user_stand_side_by_side()
    {
        Calls.Put(CallSample.Answered(7));
        Calls.Put(CallSample.Ringing(8));

        Show();

        _page.WaitForAssertion(() => Assert.Equal(2, _page.FindAll(".live-calls tbody tr").Count));
        Assert.Contains("1 in call · 1 ringing", _page.Find(".head").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Shows_why_a_call_came_to_nothing()
    {
        Calls.Add(CallSample.Missed(1));
        Calls.Add(CallSample.Finished(2));

        Show();

        _page.WaitForAssertion(() => Assert.Equal(2, _page.FindAll(".calls tbody tr").Count));
        var (finished, missed) = (Text(_page.FindAll(".calls tbody tr")[0]), Text(_page.FindAll(".calls tbody tr")[1]));
        Assert.Contains("Yealink T46U busy, Linphone stopped, MicroSIP answered", finished, StringComparison.Ordinal);
        Assert.EndsWith("0:10", finished, StringComparison.Ordinal);
        Assert.Contains("No answer 408", missed, StringComparison.Ordinal);
        Assert.Contains("Linphone no answer 20 s", missed, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_what_is_missing()
    {
        Calls.Lost = 1200;

        Show();

        _page.WaitForAssertion(() => Assert.Contains("1,200 finished calls are missing below", _page.Find(".notice").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void A_result_filters_and_stands_in_the_address()
    {
        Calls.Add(CallSample.Missed(1));
        Calls.Add(CallSample.Finished(2));
        Show();
        _page.WaitForAssertion(() => Assert.Equal(2, _page.FindAll(".calls tbody tr").Count));

        _page.FindAll(".facet").Single(facet => facet.TextContent is "No answer").Click();

        _page.WaitForAssertion(() => Assert.Single(_page.FindAll(".calls tbody tr")));
        Assert.EndsWith("?result=noanswer", Navigation.Uri, StringComparison.Ordinal);
        Assert.Equal("/api/v1/calls/finished?format=csv&result=noanswer", _page.Find("a[aria-label='Download the finished calls as CSV']").GetAttribute("href"));
    }

    [Fact]
    public void An_address_leads_to_the_calls_of_one_user_on_some_days()
    {
        Directory.Put(Sample.User(16, "3516", "Reception"));
        Calls.Add(CallSample.Finished(1));
        Calls.Put(CallSample.Ringing(7) with { Callee = CallSample.Anna });

        Show("/calls?user=16&q=anna&from=2026-08-20&to=2026-08-24");

        _page.WaitForAssertion(() => Assert.Single(_page.FindAll(".calls tbody tr")));
        var asked = Assert.Single(Calls.Asked);
        Assert.Equal((16, "anna"), (asked.UserId, asked.Text));
        Assert.Equal(
            (new DateTimeOffset(2026, 8, 20, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 8, 25, 0, 0, 0, TimeSpan.Zero)), (asked.Since, asked.Until));
        Assert.Contains("Only 3516 Reception", _page.Find(".facets").TextContent, StringComparison.Ordinal);
        Assert.Empty(_page.FindAll(".live-calls")); // The one under way is not of this user.
    }

    [Fact]
    public void Says_that_nothing_matches_and_leads_back()
    {
        Calls.Add(CallSample.Missed(1));
        Show("/calls?q=nobody-has-this");
        _page.WaitForAssertion(() => Assert.Contains("Nothing matches", _page.Markup, StringComparison.Ordinal));

        _page.FindAll("button").Single(button => button.TextContent.Contains("Clear search", StringComparison.Ordinal)).Click();

        _page.WaitForAssertion(() => Assert.Single(_page.FindAll(".calls tbody tr")));
        Assert.EndsWith("/calls", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_that_the_store_does_not_work_and_reads_again()
    {
        Calls.Failure = new StoreUnavailableException("The disk is failing.");
        Show();
        _page.WaitForAssertion(() => Assert.Contains("could not be read", _page.Find("[role=alert]").TextContent, StringComparison.Ordinal));

        Calls.Failure = null;
        Calls.Add(CallSample.Missed(1));
        _page.Find("[role=alert] button").Click();

        _page.WaitForAssertion(() => Assert.Single(_page.FindAll(".calls tbody tr")));
        Assert.Empty(_page.FindAll("[role=alert]"));
    }

    [Fact]
    public void Says_that_it_is_not_live_any_more_and_begins_anew()
    {
        Calls.LiveFailure = new InvalidOperationException("The live view has failed.");
        Calls.Put(CallSample.Ringing(7));
        Show();
        _page.WaitForAssertion(() => Assert.Contains("not live any more", _page.Find("[role=alert]").TextContent, StringComparison.Ordinal));

        Calls.LiveFailure = null;
        _page.Find("[role=alert] button").Click();

        _page.WaitForAssertion(() => Assert.Single(_page.FindAll(".live-calls tbody tr")));
    }

    [Fact]
    public void Loads_more_below()
    {
        for (var call = 0; call < 130; call++)
        {
            Calls.Add(CallSample.Missed(call));
        }

        Show();
        _page.WaitForAssertion(() => Assert.Equal(100, _page.FindAll(".calls tbody tr").Count));

        _page.FindAll("button").Single(button => button.TextContent is "Load more").Click();

        _page.WaitForAssertion(() => Assert.Equal(130, _page.FindAll(".calls tbody tr").Count));
    }

    [Fact]
    public async Task While_the_reader_is_in_the_table_nothing_moves_and_the_new_ones_are_counted()
    {
        Calls.Add(CallSample.Missed(1));
        Calls.Put(CallSample.Answered(7));
        Show();
        _page.WaitForAssertion(() => Assert.Single(_page.FindAll(".calls:not(.live-calls) tbody tr")));
        var page = _page.FindComponent<CallsPage>().Instance;
        await page.InteractionChanged(isBusy: true);

        await _page.InvokeAsync(() => Calls.End(CallSample.Finished(7)));
        await LetCallsThroughAsync();
        await _page.InvokeAsync(() => Clock.Advance(TimeSpan.FromSeconds(2)));
        _page.WaitForAssertion(() => Assert.Contains("1 new", _page.Find(".head").TextContent, StringComparison.Ordinal));
        Assert.Single(_page.FindAll(".calls tbody tr"));

        await page.InteractionChanged(isBusy: false);

        _page.WaitForAssertion(() => Assert.Equal(2, _page.FindAll(".calls tbody tr").Count));
    }

    [Fact]
    public void Offers_the_domains_to_who_sees_several()
    {
        Directory.Put(Sample.User(16, "3516", "Reception"), Sample.User(26, "200", "Globex", Sample.Globex));
        SignIn(PortalRole.Owner);
        Calls.Put(CallSample.Ringing(7));
        Show("/calls?domain=globex.example");

        _page.WaitForAssertion(() => Assert.Equal(2, Assert.Single(Calls.Asked).DomainId));
        Assert.Equal(3, _page.FindAll("select[aria-label=Domain] option").Count);
        Assert.Empty(_page.FindAll(".live-calls"));
    }

    private void Show(string address = "/calls")
    {
        Navigation.NavigateTo(address);
        _page = Open<CallsPage>();
    }

    private Task LetCallsThroughAsync() => _page.InvokeAsync(() => Clock.Advance(CallWatch.Interval));

    private static string Text(AngleSharp.Dom.IElement element) =>
        string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
