using System.Globalization;
using Bunit;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Components.Pages;
using PbxPortal.Server.Location;
using PbxPortal.Tests.Components.Fakes;

namespace PbxPortal.Tests.Components.Pages;

public sealed class AuditPageTests : PortalPageContext
{
    public AuditPageTests()
    {
        SignIn(PortalRole.Owner);
    }

    [Fact]
    public void Says_what_would_be_here()
    {
        var page = Open<AuditPage>();

        page.WaitForAssertion(() => Assert.Contains("Nothing was changed yet", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public void Shows_who_did_what_to_whom_and_from_where()
    {
        Directory.Put(Sample.User(16, "3516", "Reception"));
        Audit.Add(new AuditEntry(
            "olga", "edit user", "3516@acme.example", 1, "extension 3516, name 'Front', enabled", "extension 3516, name 'Reception', enabled", "198.51.100.7"));

        var page = Open<AuditPage>();

        page.WaitForAssertion(() => Assert.Single(page.FindAll("tbody tr")));
        Assert.Equal(
            ["Edit user", "3516@acme.example", "name 'Front' → name 'Reception'", "olga", "198.51.100.7"],
            page.FindAll("tbody td").Skip(1).Select(cell => cell.TextContent.Trim()));
        Assert.Equal("/users/16", page.Find("tbody a").GetAttribute("href"));
    }

    [Fact]
    public void A_user_who_is_gone_has_no_link()
    {
        Audit.Add(new AuditEntry("olga", "delete user", "3516@acme.example", 1));

        var page = Open<AuditPage>();

        page.WaitForAssertion(() => Assert.Single(page.FindAll("tbody tr")));
        Assert.Empty(page.FindAll("tbody a"));
    }

    [Fact]
    public void Kind_and_person_filter_and_stand_in_the_address()
    {
        Audit.Add(new AuditEntry("olga", "edit user", "3516@acme.example", 1));
        Audit.Add(new AuditEntry("hank", "log out", "3516@acme.example Avaya", 1));
        Audit.Add(new AuditEntry("olga", "log out", "3517@acme.example Avaya", 1));
        var page = Open<AuditPage>();
        page.WaitForAssertion(() => Assert.Equal(3, page.FindAll("tbody tr").Count));

        page.FindAll(".facet").Single(facet => facet.TextContent is "Devices").Click();
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("tbody tr").Count));
        page.Find("select").Change("hank");

        page.WaitForAssertion(() => Assert.Single(page.FindAll("tbody tr")));
        Assert.EndsWith("?kind=device&by=hank", Navigation.Uri, StringComparison.Ordinal);
        Assert.Equal("/api/v1/audit?format=csv&actor=hank&kind=device", page.FindAll("a").Single(link => link.TextContent is "CSV").GetAttribute("href"));
    }

    [Fact]
    public void A_day_is_meant_in_the_readers_zone()
    {
        JSInterop.Setup<int>("pbxportal.zoneMinutes").SetResult(120);
        Navigation.NavigateTo("/audit?from=2026-08-24&to=2026-08-24&q=3516");

        var page = Open<AuditPage>();

        page.WaitForAssertion(() => Assert.Contains("Nothing matches", page.Markup, StringComparison.Ordinal));
        var asked = Audit.Asked[^1];
        Assert.Equal("3516", asked.Text);
        Assert.Equal("2026-08-23T22:00:00Z", asked.Since?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        Assert.Equal(TimeSpan.FromDays(1), asked.Until - asked.Since);
    }

    [Fact]
    public void Says_that_nothing_matches_and_clears()
    {
        Audit.Add(new AuditEntry("olga", "edit user", "3516@acme.example", 1));
        Navigation.NavigateTo("/audit?kind=domain&by=somebody-else");
        var page = Open<AuditPage>();
        page.WaitForAssertion(() => Assert.Contains("Nothing matches", page.Markup, StringComparison.Ordinal));
        Assert.Contains("somebody-else", page.Find("select").TextContent, StringComparison.Ordinal);

        page.FindAll("button").Single(button => button.TextContent is "Clear search and filters").Click();

        page.WaitForAssertion(() => Assert.Single(page.FindAll("tbody tr")));
        Assert.EndsWith("/audit", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_why_it_could_not_be_read_and_tries_again()
    {
        Audit.Add(new AuditEntry("olga", "edit user", "3516@acme.example", 1));
        Audit.Failure = new StoreUnavailableException("The disk is full.");
        var page = Open<AuditPage>();
        page.WaitForAssertion(() => Assert.Contains("the disk is full", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Audit.Failure = null;

        page.FindAll("button").Single(button => button.TextContent is "Try again").Click();

        page.WaitForAssertion(() => Assert.Single(page.FindAll("tbody tr")));
    }

    [Fact]
    public void Loads_more_below()
    {
        for (var i = 0; i < 150; i++)
        {
            Audit.Add(new AuditEntry("olga", "edit user", $"{i}@acme.example", 1));
        }

        var page = Open<AuditPage>();
        page.WaitForAssertion(() => Assert.Equal(100, page.FindAll("tbody tr").Count));

        page.FindAll("button").Single(button => button.TextContent is "Load more").Click();

        page.WaitForAssertion(() => Assert.Equal(150, page.FindAll("tbody tr").Count));
        Assert.DoesNotContain(page.FindAll("button"), button => button.TextContent is "Load more");
    }
}
