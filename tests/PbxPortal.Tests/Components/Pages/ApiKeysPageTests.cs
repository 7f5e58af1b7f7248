using Bunit;
using Microsoft.AspNetCore.Components;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Components.Pages;
using PbxPortal.Server.Location;
using PbxPortal.Tests.Components.Fakes;

namespace PbxPortal.Tests.Components.Pages;

public sealed class ApiKeysPageTests : PortalPageContext
{
    public ApiKeysPageTests()
    {
        SignIn(PortalRole.Owner);
    }

    [Fact]
    public void Says_what_would_be_here()
    {
        var page = Open<ApiKeysPage>();

        page.WaitForAssertion(() => Assert.Contains("No API key yet", page.Markup, StringComparison.Ordinal));
        Assert.Empty(page.FindAll("table"));
    }

    [Fact]
    public void Lists_the_keys_in_use_with_what_they_may_and_who_made_them()
    {
        Add("wallboard", PortalRole.ReadOnly, 1, usedAt: Sample.Now);
        Add("script", PortalRole.Owner, null);
        Add("old", PortalRole.Admin, null, revokedAt: Sample.Now);

        var page = Open<ApiKeysPage>();

        page.WaitForAssertion(() => Assert.Equal(2, Rows(page).Count));
        Assert.Contains("Read only of acme.example", Rows(page)[0], StringComparison.Ordinal);
        Assert.Contains("olga", Rows(page)[0], StringComparison.Ordinal);
        Assert.Contains("Owner of all", Rows(page)[1], StringComparison.Ordinal);
        Assert.Contains("never", Rows(page)[1], StringComparison.Ordinal);
        Assert.Equal(["In use 2", "Revoked 1"], page.FindAll(".facet").Select(facet => facet.TextContent));
    }

    [Fact]
    public void The_revoked_ones_have_an_address()
    {
        Add("wallboard", PortalRole.ReadOnly, 1);
        Add("old", PortalRole.Admin, null, revokedAt: Sample.Now);
        Navigation.NavigateTo("/api-keys?state=revoked");

        var page = Open<ApiKeysPage>();

        page.WaitForAssertion(() => Assert.Contains("old", Assert.Single(Rows(page)), StringComparison.Ordinal));
        Assert.DoesNotContain(page.FindAll("button"), button => button.TextContent is "Revoke");
    }

    [Fact]
    public void Says_that_none_is_revoked_and_leads_back()
    {
        Add("wallboard", PortalRole.ReadOnly, 1);
        Navigation.NavigateTo("/api-keys?state=revoked");
        var page = Open<ApiKeysPage>();
        page.WaitForAssertion(() => Assert.Contains("No key is revoked", page.Markup, StringComparison.Ordinal));

        page.FindAll("button").Single(button => button.TextContent is "Show those in use").Click();

        page.WaitForAssertion(() => Assert.Single(Rows(page)));
        Assert.EndsWith("/api-keys", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_why_it_could_not_be_read_and_tries_again()
    {
        ApiKeys.Failure = new StoreUnavailableException("The disk is full.");
        var page = Open<ApiKeysPage>();
        page.WaitForAssertion(() => Assert.Contains("the disk is full", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        ApiKeys.Failure = null;
        Add("wallboard", PortalRole.ReadOnly, 1);

        page.FindAll("button").Single(button => button.TextContent is "Try again").Click();

        page.WaitForAssertion(() => Assert.Single(Rows(page)));
        Assert.Empty(page.FindAll("[role=alert]"));
    }

    [Fact]
    public void A_new_key_is_shown_once_and_stands_in_the_list_then()
    {
        var page = Open<ApiKeysPage>();
        OpenForm(page);
        page.Find("#api-key-form input").Change(" wallboard ");

        page.Find("#api-key-form").Submit();

        page.WaitForAssertion(() => Assert.Equal(FakeApiKeyAdministration.Key, page.Find("#one-time-password").TextContent));
        Assert.Equal("one-time-password", page.Find("[data-copy]").GetAttribute("data-copy"));
        Assert.Equal(["create wallboard ReadOnly@"], ApiKeys.Asked);
        page.FindAll(".mud-dialog button").Single(button => button.TextContent is "I have the key").Click();
        page.WaitForAssertion(() => Assert.Contains("wallboard", Assert.Single(Rows(page)), StringComparison.Ordinal));
        Assert.DoesNotContain(FakeApiKeyAdministration.Key, page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_is_taken_is_said_at_its_field()
    {
        ApiKeys.Mistakes = [new Mistake("Name", "There is an API key named wallboard already.")];
        var page = Open<ApiKeysPage>();
        OpenForm(page);

        page.Find("#api-key-form").Submit();

        page.WaitForAssertion(() => Assert.Contains("named wallboard already", page.Find("#api-key-form").TextContent, StringComparison.Ordinal));
        Assert.Empty(page.FindAll("#one-time-password"));
    }

    [Fact]
    public void A_key_is_revoked_after_a_question()
    {
        Add("wallboard", PortalRole.ReadOnly, 1);
        var page = Open<ApiKeysPage>();
        page.WaitForAssertion(() => Assert.Single(Rows(page)));
        _ = page.Find("button[aria-label='Revoke wallboard']").ClickAsync();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".mud-dialog")));
        Assert.Empty(ApiKeys.Asked);

        _ = page.FindAll(".mud-dialog button").Single(button => button.TextContent is "Revoke key").ClickAsync();

        page.WaitForAssertion(() => Assert.Contains("No key is in use", page.Markup, StringComparison.Ordinal));
        Assert.Equal(["revoke wallboard"], ApiKeys.Asked);
        Assert.Contains("wallboard is revoked.", Said);
    }

    private void Add(string name, PortalRole role, long? domainId, DateTimeOffset? usedAt = null, DateTimeOffset? revokedAt = null) =>
        ApiKeys.Keys.Add(new ApiKey(ApiKeys.Keys.Count + 1, name, new RoleGrant(role, domainId), Sample.Now, "olga", usedAt, revokedAt));

    private static void OpenForm(IRenderedComponent<IComponent> page)
    {
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".empty")));
        _ = page.FindAll("button").Single(button => button.TextContent is "Make a key").ClickAsync();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("#api-key-form")));
    }

    private static List<string> Rows(IRenderedComponent<IComponent> page) => [.. page.FindAll("tbody tr").Select(row => row.TextContent)];
}
