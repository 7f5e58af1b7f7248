using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Components.Pages;
using PbxPortal.Server.Location;
using PbxPortal.Sip.Authentication;
using PbxPortal.Tests.Components.Fakes;

namespace PbxPortal.Tests.Components.Pages;

public sealed class OwnerPagesTests : PortalPageContext
{
    public OwnerPagesTests()
    {
        SignIn(PortalRole.Owner);
    }

    [Fact]
    public void Lists_the_domains_with_their_users()
    {
        Directory.Put(Sample.User(1, "9", "Anna"), Sample.User(2, "10", "Ben"));

        var page = Open<DomainsPage>();

        Assert.Equal(["acme.example", "globex.example"], page.FindAll("tbody tr td:first-child").Select(cell => cell.TextContent));
        Assert.Equal(["2", "0"], page.FindAll("[data-label=Users]").Select(cell => cell.TextContent));
    }

    [Fact]
    public void A_mistake_in_a_domain_stands_at_its_field()
    {
        DomainAdministration.Mistakes = [new Mistake("Name", "Needs a host name. Example: acme.example")];
        var page = Open<DomainsPage>();
        _ = page.FindAll("button").Single(button => button.TextContent is "Add domain").ClickAsync();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("#domain-form")));

        page.Find("#domain-form").Submit();

        Assert.Equal(["add "], DomainAdministration.Asked);
        Assert.Contains("Needs a host name", page.Find(".mud-dialog").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_domain_offers_and_how_often_it_asks_is_shown_and_asked_for()
    {
        Directory.AllDomains[0] = Sample.Acme with { DigestAlgorithms = [DigestAlgorithm.Sha256, DigestAlgorithm.Md5], QualifySeconds = 60 };
        DomainAdministration.Mistakes = [new Mistake("DigestAlgorithms", "'SHA-1' is none of them."), new Mistake("QualifySeconds", "Every 10 seconds at most.")];
        var page = Open<DomainsPage>();
        Assert.Equal(["SHA-256, MD5", "as in the settings"], page.FindAll("[data-label=Digest]").Select(cell => cell.TextContent));
        Assert.Equal(["every 60 s", "no"], page.FindAll("[data-label=Asked]").Select(cell => cell.TextContent));
        _ = page.FindAll("button").First(button => button.TextContent is "Edit").ClickAsync();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("#domain-form")));
        Field(page, "Digest algorithms").Change("SHA-1 MD5");

        page.Find("#domain-form").Submit();

        var draft = Assert.Single(DomainAdministration.Drafts);
        Assert.Equal(["SHA-1", "MD5"], draft.DigestAlgorithms);
        Assert.Equal(60, draft.QualifySeconds);
        Assert.Contains("'SHA-1' is none of them.", page.Find("#domain-form").TextContent, StringComparison.Ordinal);
        Assert.Contains("Every 10 seconds at most.", page.Find("#domain-form").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("#domain-form [role=alert]"));
    }

    [Fact]
    public async Task Says_why_a_domain_was_not_deleted()
    {
        DomainAdministration.Mistakes = [new Mistake("", "The domain still has 2 users.")];
        var page = Open<DomainsPage>();
        _ = page.FindAll("button").First(button => button.TextContent is "Delete").ClickAsync();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".mud-dialog")));

        await page.FindAll(".mud-dialog button").Single(button => button.TextContent is "Delete domain").ClickAsync();

        page.WaitForAssertion(() => Assert.Contains("The domain still has 2 users.", Said));
    }

    [Fact]
    public void Lists_the_accounts_with_their_roles_and_state()
    {
        AccountAdministration.Accounts.AddRange(
        [
            new AccountSummary(1, "anna.berger", true, [new RoleGrant(PortalRole.Owner, null)], Sample.Now, Sample.Now, null),
            new AccountSummary(2, "help", true, [new RoleGrant(PortalRole.HelpDesk, 1)], Sample.Now, null, Sample.Now.AddMinutes(5)),
            new AccountSummary(3, "gone", false, [new RoleGrant(PortalRole.ReadOnly, null)], Sample.Now, null, null),
        ]);

        var page = Open<AccountsPage>();

        page.WaitForAssertion(() => Assert.Equal(3, page.FindAll("tbody tr").Count));
        var text = page.FindAll("tbody tr").Select(row => row.TextContent).ToList();
        Assert.Contains("Owner of all", text[0], StringComparison.Ordinal);
        Assert.Contains("you", text[0], StringComparison.Ordinal);
        Assert.Contains("Help desk of acme.example", text[1], StringComparison.Ordinal);
        Assert.Contains("Locked", text[1], StringComparison.Ordinal);
        Assert.Contains("Disabled", text[2], StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_account_gets_a_password_that_is_shown_once()
    {
        var page = Open<AccountsPage>();
        _ = page.FindAll("button").Single(button => button.TextContent is "Add account").ClickAsync();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("#account-form")));
        page.Find("#account-form input").Change("help");

        page.Find("#account-form").Submit();

        Assert.Equal(["add help HelpDesk@"], AccountAdministration.Asked);
        Assert.Equal("kV7w-Qm3x-T9rb", page.Find("#one-time-password").TextContent);
    }

    [Fact]
    public async Task Anothers_second_step_is_reset_after_a_question()
    {
        AccountAdministration.Accounts.AddRange(
        [
            new AccountSummary(1, "anna.berger", true, [new RoleGrant(PortalRole.Owner, null)], Sample.Now, Sample.Now, null, HasSecondFactor: true),
            new AccountSummary(2, "help", true, [new RoleGrant(PortalRole.HelpDesk, 1)], Sample.Now, null, null, HasSecondFactor: true),
        ]);
        var page = Open<AccountsPage>();
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("tbody tr").Count));
        Assert.Single(page.FindAll("button"), button => button.TextContent is "Reset second step"); // One's own is on the account page.
        _ = page.Find("button[aria-label='Reset the second step of help']").ClickAsync();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".mud-dialog")));

        await page.FindAll(".mud-dialog button").Single(button => button.TextContent is "Reset second step").ClickAsync();

        page.WaitForAssertion(() => Assert.Equal(["reset second factor 2"], AccountAdministration.Asked));
    }

    [Fact]
    public async Task What_could_not_be_done_is_said_although_the_list_is_read_again_after_it()
    {
        AccountAdministration.Accounts.Add(
            new AccountSummary(2, "help", true, [new RoleGrant(PortalRole.HelpDesk, 1)], Sample.Now, null, null, HasSecondFactor: true));
        AccountAdministration.Failure = new StoreUnavailableException("The disk is full.");
        var page = Open<AccountsPage>();
        _ = page.Find("button[aria-label='Reset the second step of help']").ClickAsync();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".mud-dialog")));

        await page.FindAll(".mud-dialog button").Single(button => button.TextContent is "Reset second step").ClickAsync();

        page.WaitForAssertion(() => Assert.Contains(Said, text => text is not null && text.Contains("the disk is full", StringComparison.Ordinal)));
    }

    private static IElement Field(IRenderedComponent<IComponent> page, string label)
    {
        var id = page.FindAll("label").Single(one => string.Equals(one.TextContent.Trim(), label, StringComparison.Ordinal)).GetAttribute("for");
        return page.Find($"#{id}");
    }
}
