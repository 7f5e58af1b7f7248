using Bunit;
using PbxPortal.Components.Pages;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Location;

namespace PbxPortal.Tests.Components.Pages;

public sealed class ActivityPageTests : PortalPageContext
{
    [Fact]
    public void Says_what_would_be_here()
    {
        var page = Open<ActivityPage>();

        page.WaitForAssertion(() => Assert.Contains("Nothing happened yet", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public void Shows_what_happened_with_its_reason_and_counts_the_refreshes()
    {
        History.Add(ActivityKind.Registered);
        History.Add(ActivityKind.Refused, "wrong password", count: 14);

        var page = Open<ActivityPage>();

        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("tbody tr").Count));
        var newest = page.Find("tbody tr").TextContent;
        Assert.Contains("Refused", newest, StringComparison.Ordinal);
        Assert.Contains("× 14", newest, StringComparison.Ordinal);
        Assert.Contains("wrong password", newest, StringComparison.Ordinal);
        Assert.Contains("18,734 refreshes", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void A_kind_filters_and_stands_in_the_address()
    {
        History.Add(ActivityKind.Registered);
        History.Add(ActivityKind.Refused);
        var page = Open<ActivityPage>();
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("tbody tr").Count));

        page.FindAll(".facet").Single(facet => facet.TextContent is "Refused").Click();

        page.WaitForAssertion(() => Assert.Single(page.FindAll("tbody tr")));
        Assert.EndsWith("?kind=refused", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_was_overtaken_does_not_overwrite_the_later_one()
    {
        History.Add(ActivityKind.Registered);
        History.Add(ActivityKind.Refused);
        var page = Open<ActivityPage>();
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("tbody tr").Count));
        var slow = new TaskCompletionSource();
        History.Reading = slow.Task;
        page.FindAll(".facet").Single(facet => facet.TextContent is "Refused").Click();
        History.Reading = Task.CompletedTask;
        page.FindAll(".facet").Single(facet => facet.TextContent is "All").Click();
        Assert.DoesNotContain("kind", Navigation.Uri, StringComparison.Ordinal);

        await page.InvokeAsync(() => slow.SetResult());

        Assert.Equal(2, page.FindAll("tbody tr").Count);
    }

    [Fact]
    public void Says_that_nothing_matches()
    {
        History.Add(ActivityKind.Registered);
        Navigation.NavigateTo("/activity?kind=moved");

        var page = Open<ActivityPage>();

        page.WaitForAssertion(() => Assert.Contains("Nothing matches", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public void Loads_more_below()
    {
        for (var line = 0; line < 130; line++)
        {
            History.Add(ActivityKind.Registered);
        }

        var page = Open<ActivityPage>();
        page.WaitForAssertion(() => Assert.Equal(100, page.FindAll("tbody tr").Count));

        page.FindAll("button").Single(button => button.TextContent is "Load more").Click();

        page.WaitForAssertion(() => Assert.Equal(130, page.FindAll("tbody tr").Count));
        Assert.DoesNotContain(page.FindAll("button"), button => button.TextContent is "Load more");
    }

    [Fact]
    public async Task Says_how_much_is_new_and_shows_it_when_asked()
    {
        History.Add(ActivityKind.Registered);
        var page = Open<ActivityPage>();
        page.WaitForAssertion(() => Assert.Single(page.FindAll("tbody tr")));
        History.Add(ActivityKind.Moved);
        History.Add(ActivityKind.Expired);

        await page.InvokeAsync(() => Clock.Advance(TimeSpan.FromSeconds(5)));
        page.WaitForAssertion(() => Assert.Equal("2 new - show", page.Find(".pending").TextContent));
        Assert.Single(page.FindAll("tbody tr"));
        page.Find(".pending").Click();

        page.WaitForAssertion(() => Assert.Equal(3, page.FindAll("tbody tr").Count));
        Assert.Empty(page.FindAll(".pending"));
    }

    [Fact]
    public void Says_when_it_cannot_be_read_and_tries_again()
    {
        History.Add(ActivityKind.Registered);
        History.Failure = new StoreUnavailableException("The disk is full.");
        var page = Open<ActivityPage>();
        page.WaitForAssertion(() => Assert.Contains("could not be read", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));

        History.Failure = null;
        page.Find("[role=alert] button").Click();

        page.WaitForAssertion(() => Assert.Single(page.FindAll("tbody tr")));
    }
}
