using Bunit;
using PbxPortal.Accounts;
using PbxPortal.Components.Pages;
using PbxPortal.Server.Location;
using PbxPortal.Tests.Components.Fakes;

namespace PbxPortal.Tests.Components.Pages;

public sealed class TracePageTests : PortalPageContext
{
    [Fact]
    public void Says_how_to_begin_when_nobody_is_watched()
    {
        var page = Open<TracePage>();

        Assert.Contains("Nobody is watched", page.Find(".empty").TextContent, StringComparison.Ordinal);
        Assert.Equal("3516@acme.example or 203.0.113.7", page.Find("#watch-subject").GetAttribute("placeholder"));
    }

    [Fact]
    public void Watches_whom_one_names_and_opens_the_trace()
    {
        var page = Open<TracePage>();
        page.Find("#watch-subject").Input("3516@acme.example");
        page.Find("#watch-minutes").Change("15");

        page.Find("form.watch-form").Submit();

        Assert.Equal(["start '3516@acme.example'  15 min"], Traces.Asked);
        Assert.EndsWith("/trace/1", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_at_the_field_why_nobody_can_be_watched()
    {
        Traces.Obstacle = "There is no user 'x'. Example: 3516@acme.example";
        var page = Open<TracePage>();

        page.Find("form.watch-form").Submit();

        Assert.Equal("There is no user 'x'. Example: 3516@acme.example", page.Find("[role=alert]").TextContent);
        Assert.Equal("watch-obstacle", page.Find("#watch-subject").GetAttribute("aria-describedby"));
    }

    [Fact]
    public void A_watch_that_the_store_did_not_take_is_told()
    {
        Traces.Failure = new StoreUnavailableException("The disk is full.");
        var page = Open<TracePage>();

        page.Find("form.watch-form").Submit();

        Assert.Contains("the disk is full", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shows_messages_as_they_come()
    {
        Traces.Put(TraceSample.Trace(1));
        var page = Open<TracePage>(("Id", (long?)1L));
        Assert.Contains("Waiting for the first message", page.Find(".empty").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("a[download]"));

        Traces.Put(TraceSample.Trace(1), TraceSample.WrongPassword);
        await page.InvokeAsync(() => Clock.Advance(TimeSpan.FromMilliseconds(250)));

        page.WaitForAssertion(() => Assert.Equal(4, page.FindAll(".ladder-row").Count));
        Assert.Contains("Watched by anna.berger. 4 messages", page.Find("[role=status]").TextContent, StringComparison.Ordinal);
        Assert.Equal(["/api/v1/traces/1/text", "/api/v1/traces/1/pcap"], page.FindAll("a[download]").Select(link => link.GetAttribute("href")));
    }

    [Fact]
    public async Task Is_drawn_only_when_something_came()
    {
        Traces.Put(TraceSample.Trace(1), TraceSample.WrongPassword);
        var page = Open<TracePage>(("Id", (long?)1L));
        var before = page.RenderCount;

        await page.InvokeAsync(() => Clock.Advance(TimeSpan.FromSeconds(2)));

        Assert.Equal(before, page.RenderCount);
    }

    [Fact]
    public void Says_how_much_is_not_kept_and_not_shown()
    {
        Traces.Hidden = 7;
        Traces.Put(TraceSample.Trace(1) with { Dropped = 12 }, TraceSample.WrongPassword);

        var page = Open<TracePage>(("Id", (long?)1L));

        Assert.Contains("12 messages are not kept", page.Find(".notice").TextContent, StringComparison.Ordinal);
        Assert.Contains("4 messages; 7 of other domains are not shown", page.Find("[role=status]").TextContent, StringComparison.Ordinal);
        Assert.Contains("4, 12 dropped", page.Find("table").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Stops_and_begins_again()
    {
        Traces.Put(TraceSample.Trace(1), TraceSample.WrongPassword);
        var page = Open<TracePage>(("Id", (long?)1L));

        page.FindAll("button").Single(button => button.TextContent is "Stop").Click();
        Assert.Contains("Over.", page.Find("[role=status]").TextContent, StringComparison.Ordinal);
        page.FindAll("button").Single(button => button.TextContent.StartsWith("Watch again", StringComparison.Ordinal)).Click();

        Assert.Equal(["leave 1", "start '3516@acme.example' 16 5 min"], Traces.Asked);
        Assert.EndsWith("/trace/2", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trace_that_was_over_without_a_message_says_what_that_means()
    {
        Traces.Put(TraceSample.Trace(1) with { IsOver = true, Watchers = [] });

        var page = Open<TracePage>(("Id", (long?)1L));

        Assert.Contains("does not reach this server", page.Find(".empty").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trace_that_is_not_there_says_why()
    {
        var page = Open<TracePage>(("Id", (long?)77L));

        Assert.Contains("This trace is not here", page.Find(".empty").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_for_a_user_shows_what_was_refused_without_a_watch()
    {
        Directory.Put(Sample.User(16, "3516", "Reception"));
        Traces.Refused = [.. TraceSample.WrongPassword[2..]];
        Navigation.NavigateTo("/trace?user=16");

        var page = Open<TracePage>();

        Assert.Equal("3516@acme.example", page.Find("#watch-subject").GetAttribute("value"));
        Assert.Equal(2, page.FindAll(".ladder-row").Count);
    }

    [Fact]
    public void A_user_of_another_domain_is_nobody_here()
    {
        SignIn(PortalRole.HelpDesk, Sample.Globex.Id);
        Directory.Put(Sample.User(16, "3516", "Reception"));
        Navigation.NavigateTo("/trace?user=16");

        var page = Open<TracePage>();

        Assert.Equal("", page.Find("#watch-subject").GetAttribute("value") ?? "");
        Assert.Empty(page.FindAll(".ladder"));
    }
}
