using Bunit;
using Microsoft.AspNetCore.Components;
using PbxPortal.Accounts;
using PbxPortal.Components.Users;
using PbxPortal.Tests.Components.Fakes;

namespace PbxPortal.Tests.Components.Users;

public sealed class UserPortalSignInTests : PortalPageContext
{
    public UserPortalSignInTests() => SignIn(PortalRole.Admin);

    [Fact]
    public async Task Makes_a_link_that_is_shown_once()
    {
        var page = OpenSection();
        Assert.Contains("The user cannot sign in.", page.Markup, StringComparison.Ordinal);

        await Button(page, "Make a link").ClickAsync();

        page.WaitForAssertion(() => Assert.Equal("http://localhost/welcome?token=TOKEN", page.Find("#invitation-link").TextContent));
        Assert.Equal(["invite 16"], UserSignIns.Asked);
        await DisposeComponentsAsync();
        Assert.DoesNotContain("TOKEN", OpenSection().Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_how_it_stands_and_takes_the_sign_in_away()
    {
        UserSignIns.SignIn = new UserSignIn("3516@acme.example", Sample.Now.AddDays(-1), HasSecondFactor: true, InvitedUntil: null);
        var page = OpenSection();
        Assert.Contains("Signs in as 3516@acme.example", page.Markup.Replace("<b>", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("with a second step", page.Markup, StringComparison.Ordinal);
        _ = Button(page, "Take sign-in away").ClickAsync();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".mud-dialog")));

        await page.FindAll(".mud-dialog button").Single(button => button.TextContent is "Take sign-in away").ClickAsync();

        page.WaitForAssertion(() => Assert.Equal(["remove 16"], UserSignIns.Asked));
        page.WaitForAssertion(() => Assert.Contains("The user cannot sign in.", page.Markup, StringComparison.Ordinal));
    }

    private IRenderedComponent<IComponent> OpenSection() =>
        Open<UserPortalSignIn>(("User", Sample.User(16, "3516", "Reception")));

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<IComponent> page, string text) =>
        page.FindAll("button").Single(button => string.Equals(button.TextContent, text, StringComparison.Ordinal));
}
