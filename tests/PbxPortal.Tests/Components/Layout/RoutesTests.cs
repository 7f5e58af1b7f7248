using Bunit;
using Microsoft.AspNetCore.Components.Authorization;
using PbxPortal.Accounts;
using PbxPortal.Components;

namespace PbxPortal.Tests.Components.Layout;

public sealed class RoutesTests : PortalPageContext
{
    [Fact]
    public void Sends_who_is_not_signed_in_to_sign_in_and_back()
    {
        SignOut();
        Navigation.NavigateTo("/devices?q=3516&status=late");

        Render<CascadingAuthenticationState>(state => state.AddChildContent<Routes>());

        var last = Navigation.History.First();
        Assert.Equal("/sign-in?returnUrl=%2Fdevices%3Fq%3D3516%26status%3Dlate", last.Uri);
        Assert.True(last.Options.ForceLoad);
    }

    [Fact]
    public void Says_clearly_that_a_page_is_not_for_this_account()
    {
        SignIn(PortalRole.HelpDesk);
        Navigation.NavigateTo("/accounts");

        var routes = Render<CascadingAuthenticationState>(state => state.AddChildContent<Routes>());

        Assert.Contains("You may not open this page", routes.Markup, StringComparison.Ordinal);
        Assert.Empty(routes.FindAll("table"));
    }

    [Fact]
    public void Opens_the_page_for_who_may()
    {
        SignIn(PortalRole.Owner);
        Navigation.NavigateTo("/domains");

        var routes = Render<CascadingAuthenticationState>(state => state.AddChildContent<Routes>());

        routes.WaitForAssertion(() => Assert.Equal("Domains", routes.Find("h1").TextContent));
    }
}
