using Bunit;
using Microsoft.AspNetCore.Components;
using PbxPortal.Accounts;
using PbxPortal.Components.Pages;
using PbxPortal.Components.Problems;
using PbxPortal.Server.Diagnosis;
using PbxPortal.Sip.Transport;
using PbxPortal.Tests.Components.Fakes;
using PbxPortal.Tests.Components.Problems;

namespace PbxPortal.Tests.Components.Pages;

public sealed class ProblemsPageTests : PortalPageContext
{
    private static readonly PbxPortal.Server.Directory.User Reception = Sample.User(16, "3516", "Reception");

    public ProblemsPageTests()
    {
        SignIn(PortalRole.Admin);
        Directory.Put(Reception);
    }

    [Fact]
    public void Says_so_when_there_is_no_problem()
    {
        Overview.Put();

        var page = Open<ProblemsPage>();

        page.WaitForAssertion(() => Assert.Equal("No problems", page.Find(".empty h2").TextContent));
        Assert.Empty(page.FindAll(".facets"));
    }

    [Fact]
    public void Says_so_when_a_filter_finds_nothing_and_offers_to_clear_it()
    {
        Overview.Put(SampleProblem.WrongPassword);
        Navigation.NavigateTo("/problems?q=nobody-has-this");
        var page = Open<ProblemsPage>();
        page.WaitForAssertion(() => Assert.Equal("0 of 1 match", page.Find(".empty h2").TextContent));

        page.Find(".empty button").Click();

        page.WaitForAssertion(() => Assert.Single(page.FindAll(".problem")));
        Assert.EndsWith("/problems", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void Finds_while_one_types_and_keeps_what_was_typed()
    {
        Overview.Put(SampleProblem.WrongPassword);
        var page = Open<ProblemsPage>();
        page.WaitForAssertion(() => Assert.Single(page.FindAll(".problem")));

        page.Find(".find").Input("nobody has ");

        page.WaitForAssertion(() => Assert.Equal("0 of 1 match", page.Find(".empty h2").TextContent));
        Assert.Equal("nobody has ", page.Find(".find").GetAttribute("value"));
        Assert.Contains("q=nobody", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_of_one_user_that_nothing_is_wrong()
    {
        Overview.Put(SampleProblem.UnknownUser);
        Navigation.NavigateTo("/problems?user=16");

        var page = Open<ProblemsPage>();

        page.WaitForAssertion(() => Assert.Equal("Nothing is wrong with 3516 Reception", page.Find(".empty h2").TextContent));
    }

    [Fact]
    public void Says_so_when_it_is_not_live()
    {
        Overview.Failure = new InvalidOperationException("The book is closed.");

        var page = Open<ProblemsPage>();

        page.WaitForAssertion(() => Assert.Contains("The book is closed.", page.Find(".error-state").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void Shows_each_problem_with_cause_place_and_button()
    {
        Overview.Put(SampleProblem.WrongPassword, SampleProblem.UnknownUser);

        var page = Open<ProblemsPage>();

        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll(".problem").Count));
        var first = page.FindAll(".problem")[0].TextContent;
        Assert.Contains("Wrong password", first, StringComparison.Ordinal);
        Assert.Contains("3516 Reception", first, StringComparison.Ordinal);
        Assert.Contains("The password is wrong for the authentication name 3516.", first, StringComparison.Ordinal);
        Assert.Contains("Yealink T46U · 203.0.113.7:5062 · UDP · acme.example · 41 tries", first, StringComparison.Ordinal);
        Assert.Equal(
            ["New password: 3516 Reception", "Add user: 3561"],
            page.FindAll(".problem-fix button").Select(button => button.GetAttribute("aria-label")));
    }

    [Fact]
    public void Whoever_may_not_mend_it_is_told_who_may()
    {
        SignIn(PortalRole.HelpDesk);
        Overview.Put(SampleProblem.WrongPassword);

        var page = Open<ProblemsPage>();

        page.WaitForAssertion(() => Assert.Contains("ask an administrator", page.Find(".problem-fix").TextContent, StringComparison.Ordinal));
        Assert.Empty(page.FindAll(".problem-fix button"));
    }

    [Fact]
    public async Task The_button_makes_a_new_password()
    {
        Overview.Put(SampleProblem.WrongPassword);
        var page = Open<ProblemsPage>();
        page.WaitForAssertion(() => Assert.Single(page.FindAll(".problem")));

        var mending = page.Find(".problem-fix button").ClickAsync();
        page.WaitForAssertion(() => Assert.Contains("New password?", page.Find(".mud-dialog").TextContent, StringComparison.Ordinal));
        page.FindAll(".mud-dialog button").Single(button => button.TextContent.Contains("Make a new password", StringComparison.Ordinal)).Click();
        page.WaitForAssertion(() => Assert.Contains("new password 16", UserAdministration.Asked));
        page.WaitForAssertion(() => Assert.Contains("kV7w-Qm3x-T9rb", page.Find(".mud-dialog").TextContent, StringComparison.Ordinal));
        page.FindAll(".mud-dialog-actions button")[^1].Click();

        await mending;
    }

    [Fact]
    public async Task An_unknown_user_is_added_with_the_name_that_it_used()
    {
        Overview.Put(SampleProblem.UnknownUser);
        var page = Open<ProblemsPage>();
        page.WaitForAssertion(() => Assert.Single(page.FindAll(".problem")));

        var mending = page.Find(".problem-fix button").ClickAsync();
        page.WaitForAssertion(() => Assert.Equal("3561", page.FindAll(".mud-dialog input").First(input => input.GetAttribute("value") is "3561").GetAttribute("value")));
        page.FindAll(".mud-dialog-actions button")[0].Click();

        await mending;
    }

    [Fact]
    public void A_problem_that_is_solved_goes_and_the_open_evidence_says_so()
    {
        Overview.Put(SampleProblem.WrongPassword);
        Navigation.NavigateTo(new ProblemFilter { OpenKey = SampleProblem.WrongPassword.Key }.ToAddress());
        var page = Open<ProblemsPage>();
        page.WaitForAssertion(() => Assert.Contains("acme.example", page.Find("aside dl").TextContent, StringComparison.Ordinal));

        Overview.Put();
        Clock.Advance(OverviewWatch.Interval);

        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".problem")));
        Assert.Contains("This is over", page.Find("aside .notice").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_moves_while_the_reader_is_in_the_list()
    {
        Overview.Put(SampleProblem.WrongPassword);
        var page = Open<ProblemsPage>();
        page.WaitForAssertion(() => Assert.Single(page.FindAll(".problem")));
        await page.FindComponent<ProblemsPage>().Instance.InteractionChanged(isBusy: true);

        Overview.Put(SampleProblem.Outage, SampleProblem.WrongPassword);
        Clock.Advance(OverviewWatch.Interval);

        page.WaitForAssertion(() => Assert.Equal("1 change - apply", page.Find(".pending").TextContent));
        Assert.Single(page.FindAll(".problem"));
        page.Find(".pending").Click();
        Assert.Equal(2, page.FindAll(".problem").Count);
    }

    [Fact]
    public void A_facet_narrows_the_list_and_stands_in_the_address()
    {
        Overview.Put(SampleProblem.WrongPassword, SampleProblem.UnknownUser);
        var page = Open<ProblemsPage>();
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll(".problem").Count));

        page.FindAll(".facet").Single(facet => facet.TextContent.StartsWith("Unknown user", StringComparison.Ordinal)).Click();

        page.WaitForAssertion(() => Assert.Single(page.FindAll(".problem")));
        Assert.EndsWith("/problems?cause=UnknownUser", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void The_evidence_leads_to_the_whole_messages_of_the_user()
    {
        var page = OpenEvidence();

        var links = page.FindAll(".drawer-actions a").ToDictionary(link => link.TextContent.Trim(), link => link.GetAttribute("href"), StringComparer.Ordinal);
        Assert.Equal($"/trace?user={SampleProblem.WrongPassword.UserId}", links["Messages"]);
    }

    [Fact]
    public async Task A_watch_shows_what_comes_and_says_what_came_of_it()
    {
        var page = OpenEvidence();
        await page.Find(".watch button").ClickAsync();
        Assert.Equal(1, Attempts.Watchers);

        Attempts.Send(Attempt(16, AttemptOutcome.Challenged, "401 Unauthorized", "it is asked for its password"));
        Attempts.Send(Attempt(16, AttemptOutcome.Refused, "401 Unauthorized", "wrong password"));
        Attempts.Send(Attempt(17, AttemptOutcome.Refused, "403 Forbidden", "another user"));
        await LetTheLinesThroughAsync(page, 2);
        Clock.Advance(LiveWatch.Duration);

        page.WaitForAssertion(() => Assert.Equal("It tried, and was refused once: wrong password.", page.Find(".watch-outcome").TextContent));
        Assert.True(SpinWait.SpinUntil(() => Attempts.Watchers == 0, TimeSpan.FromSeconds(10))); // No rendering tells of it.
    }

    [Fact]
    public async Task A_watch_ends_with_the_registration()
    {
        var page = OpenEvidence();
        await page.Find(".watch button").ClickAsync();

        Feed.Put(Sample.Device(1).Of(Reception) with { RefreshedAt = Sample.Now.AddSeconds(3) });
        Clock.Advance(OverviewWatch.Interval);

        page.WaitForAssertion(() => Assert.Equal("It has registered. The problem is solved.", page.Find(".watch-outcome").TextContent));
        Assert.Contains("200 OK", page.Find(".watch-lines").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_watch_in_which_nothing_came_says_what_that_means()
    {
        var page = OpenEvidence();
        await page.Find(".watch button").ClickAsync();

        Clock.Advance(LiveWatch.Duration + OverviewWatch.Interval);

        page.WaitForAssertion(() => Assert.StartsWith("Nothing came from it.", page.Find(".watch-outcome").TextContent, StringComparison.Ordinal));
    }

    /// <summary>They come on another thread, and the page takes them with its next tick.</summary>
    private async Task LetTheLinesThroughAsync(IRenderedComponent<IComponent> page, int number)
    {
        Assert.True(SpinWait.SpinUntil(() => Attempts.Taken == number, TimeSpan.FromSeconds(10)));
        await page.InvokeAsync(() => Clock.Advance(OverviewWatch.Interval));
        page.WaitForAssertion(() => Assert.Equal(number, page.FindAll(".watch-lines li").Count));
    }

    private static Attempt Attempt(long userId, AttemptOutcome outcome, string answer, string meaning)
    {
        Assert.True(PeerAddress.TryParse("203.0.113.7:5062", out var peer));
        return new Attempt(Sample.Now, outcome, 1, userId, "3516@acme.example", peer, TransportProtocol.Udp, "REGISTER", answer, meaning);
    }

    private IRenderedComponent<IComponent> OpenEvidence()
    {
        Overview.Put(SampleProblem.WrongPassword);
        Navigation.NavigateTo(new ProblemFilter { OpenKey = SampleProblem.WrongPassword.Key }.ToAddress());
        var page = Open<ProblemsPage>();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".watch button")));
        return page;
    }
}
