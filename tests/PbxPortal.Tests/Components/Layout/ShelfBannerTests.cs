using System.Security.Claims;
using Bunit;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Components.Layout;

namespace PbxPortal.Tests.Components.Layout;

public sealed class ShelfBannerTests : PortalPageContext
{
    private static readonly GeneratedPassword[] Passwords = [new("acme.example", "3516", "kV7wQm3xT9rb")];

    public ShelfBannerTests()
    {
        SignIn(PortalRole.Admin);
    }

    [Fact]
    public void Offers_again_what_somebody_may_not_have_got()
    {
        Shelf.Put(new ClaimsPrincipal(), "New passwords of 1 user", Passwords);
        var layout = Render<MainLayout>();
        layout.WaitForAssertion(() => Assert.Contains("New passwords of 1 user", layout.Find(".shelf-banner").TextContent, StringComparison.Ordinal));
        Assert.DoesNotContain("kV7wQm3xT9rb", layout.Markup, StringComparison.Ordinal);

        _ = layout.FindAll("button").Single(button => button.TextContent is "Show them").ClickAsync();
        layout.WaitForAssertion(() => Assert.Contains("kV7wQm3xT9rb", layout.Markup, StringComparison.Ordinal));
        _ = layout.FindAll("button").First(button => button.TextContent is "I have the passwords").ClickAsync();

        layout.WaitForAssertion(() => Assert.Empty(layout.FindAll(".shelf-banner")));
        Assert.Empty(Shelf.Sheets);
    }

    [Fact]
    public void They_go_when_he_says_that_he_has_them()
    {
        Shelf.Put(new ClaimsPrincipal(), "New passwords of 1 user", Passwords);
        var layout = Render<MainLayout>();
        layout.WaitForAssertion(() => Assert.NotEmpty(layout.FindAll(".shelf-banner")));

        layout.FindAll("button").Single(button => button.TextContent is "I have them").Click();

        layout.WaitForAssertion(() => Assert.Empty(layout.FindAll(".shelf-banner")));
        Assert.Empty(Shelf.Sheets);
    }

    [Fact]
    public void Says_nothing_while_the_page_that_made_them_is_open_and_offers_them_on_the_next()
    {
        var layout = Render<MainLayout>();
        Shelf.Put(new ClaimsPrincipal(), "New passwords of 1 user", Passwords);
        Assert.Empty(layout.FindAll(".shelf-banner"));

        Navigation.NavigateTo("/devices");

        layout.WaitForAssertion(() => Assert.NotEmpty(layout.FindAll(".shelf-banner")));
    }

    [Fact]
    public void Whoever_manages_no_users_is_not_asked()
    {
        SignIn(PortalRole.HelpDesk);
        Shelf.Put(new ClaimsPrincipal(), "New passwords of 1 user", Passwords);

        var layout = Render<MainLayout>();

        Assert.Empty(layout.FindAll(".shelf-banner"));
    }
}
