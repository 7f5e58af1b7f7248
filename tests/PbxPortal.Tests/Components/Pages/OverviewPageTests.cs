using Bunit;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Components.Overview;
using PbxPortal.Components.Pages;
using PbxPortal.Components.Problems;
using PbxPortal.Server.Location;
using PbxPortal.Server.Statistics;
using PbxPortal.Tests.Components.Fakes;
using PbxPortal.Tests.Components.Problems;

namespace PbxPortal.Tests.Components.Pages;

public sealed class OverviewPageTests : PortalPageContext
{
    public OverviewPageTests()
    {
        SignIn(PortalRole.Admin);
        Directory.Put(Sample.User(16, "3516", "Reception"));
    }

    [Fact]
    public async Task Leads_on_when_there_is_no_user_yet()
    {
        var page = Open<OverviewPage>();
        page.WaitForAssertion(() => Assert.Equal("No users yet", page.Find(".empty h2").TextContent));
        Assert.Contains("/users/import", page.FindAll(".empty a").Select(link => link.GetAttribute("href")));

        var adding = page.Find(".empty button").ClickAsync();

        page.WaitForAssertion(() => Assert.Contains("Add a user", page.Find(".mud-dialog").TextContent, StringComparison.Ordinal));
        page.FindAll(".mud-dialog-actions button")[0].Click();
        await adding;
    }

    [Fact]
    public void Whoever_may_not_add_a_user_is_told_who_may()
    {
        SignIn(PortalRole.ReadOnly);

        var page = Open<OverviewPage>();

        page.WaitForAssertion(() => Assert.Contains("An administrator can add one.", page.Find(".empty").TextContent, StringComparison.Ordinal));
        Assert.Empty(page.FindAll(".empty button"));
    }

    [Fact]
    public void Says_first_how_many_can_be_reached_and_then_what_is_wrong()
    {
        Overview.Put(SampleProblem.Outage, SampleProblem.WrongPassword, SampleProblem.UnknownUser);

        var page = Open<OverviewPage>();

        page.WaitForAssertion(() => Assert.Equal("299 of 300 users reachable", page.Find(".headline").TextContent.Trim()));
        Assert.Equal(
            ["12 phones behind 192.0.2.80 dropped together.", "The password is wrong for the authentication name 3516."],
            page.FindAll(".problem-cause").Select(cause => cause.TextContent));
        Assert.Equal("All 3 problems", page.Find(".group-head a").TextContent);
        Assert.Contains("New password: 3516 Reception", page.FindAll(".problem-fix button").Select(button => button.GetAttribute("aria-label")));
        Assert.Equal(
            new ProblemFilter { OpenKey = SampleProblem.WrongPassword.Key }.ToAddress(),
            page.FindAll(".problem-fix a")[^1].GetAttribute("href"));
    }

    [Fact]
    public void Says_so_when_everybody_can_be_reached()
    {
        Overview.Put();

        var page = Open<OverviewPage>();

        page.WaitForAssertion(() => Assert.Equal("Everybody can be reached", page.Find(".empty h2").TextContent));
        Assert.Contains("online", page.Find(".headline").ClassList);
    }

    [Fact]
    public void Shows_what_comes_and_goes_as_it_happens()
    {
        Overview.Put(SampleProblem.WrongPassword);
        var page = Open<OverviewPage>();
        page.WaitForAssertion(() => Assert.Single(page.FindAll(".problem")));

        Overview.Put();
        Clock.Advance(OverviewWatch.Interval);

        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".problem")));
        Assert.Equal("300 of 300 users reachable", page.Find(".headline").TextContent.Trim());
    }

    [Fact]
    public void Says_so_when_it_is_not_live()
    {
        Overview.Failure = new InvalidOperationException("The book is closed.");

        var page = Open<OverviewPage>();

        page.WaitForAssertion(() => Assert.Contains("The book is closed.", page.Find(".error-state").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void Draws_the_curves_and_says_the_same_in_words()
    {
        for (var minute = 0; minute < 60; minute++)
        {
            Overview.Samples.Add(new RegistrationSample(Sample.Now.AddMinutes(minute - 60), 0, 300, 295, 400 + (minute == 30 ? -50 : 0), 600));
        }

        Overview.Rate = 10.5;
        Overview.Put();

        var page = Open<OverviewPage>();

        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll(".chart svg").Count));
        Assert.Equal(
            ["Least 350 at 08:30, most 400 at 08:00, since 08:00.", "Least 10 at 08:01, most 10 at 08:01, since 08:01."],
            page.FindAll(".chart-text").Select(text => text.TextContent));
        Assert.Contains("10.5 now", page.FindAll(".chart-now")[1].TextContent, StringComparison.Ordinal);
        Assert.All(page.FindAll(".chart svg"), drawing => Assert.NotNull(drawing.Closest("[aria-hidden=true]")));
    }

    [Fact]
    public void Whoever_sees_one_domain_is_shown_no_rate_of_all()
    {
        Overview.Put();

        var page = Open<OverviewPage>();

        page.WaitForAssertion(() => Assert.Equal(["Registered devices"], page.FindAll(".chart h2").Select(title => title.TextContent)));
        Assert.Contains("The curve begins", page.Find(".chart").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Shows_what_changed_or_why_that_is_not_known()
    {
        Changes.Lines.AddRange(
        [
            new ChangeLine(Sample.Now, ChangeKind.Password, "New password of 3516@acme.example", "anna", 3),
            new ChangeLine(Sample.Now, ChangeKind.Restart, "The server was started"),
        ]);
        Overview.Put();
        var page = Open<OverviewPage>();
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll(".changes li").Count));
        Assert.Contains("New password of 3516@acme.example and 2 more, by anna", page.FindAll(".changes li")[0].TextContent, StringComparison.Ordinal);

        Changes.Failure = new StoreUnavailableException("The disk is gone.");
        Clock.Advance(TimeSpan.FromSeconds(10));

        page.WaitForAssertion(() => Assert.Contains("The changes could not be read.", page.Find(".error-state").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void A_curve_of_a_day_is_drawn_with_few_points_and_a_gap_counts_nothing()
    {
        var day = Enumerable.Range(0, 1440).Select(minute => new RegistrationSample(Sample.Now.AddMinutes(minute), 0, 1, 1, 7, 120)).ToList();
        RegistrationSample[] gap = [day[0], day[1], day[1] with { At = Sample.Now.AddHours(5), Registers = 9000 }];

        Assert.InRange(ChartPoint.Registered(day).Count, 2, ChartPoint.MostPoints);
        Assert.All(ChartPoint.PerSecond(day), point => Assert.Equal(2, point.Value));
        Assert.Single(ChartPoint.PerSecond(gap));
    }
}
