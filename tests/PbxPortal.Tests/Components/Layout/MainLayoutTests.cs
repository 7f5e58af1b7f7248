using Bunit;
using PbxPortal.Accounts;
using PbxPortal.Components.Layout;

namespace PbxPortal.Tests.Components.Layout;

public sealed class MainLayoutTests : PortalPageContext
{
    [Theory]
    [InlineData(PortalRole.HelpDesk, new[] { "Overview", "Problems", "Devices", "Calls", "Users", "Activity", "Trace" })]
    [InlineData(PortalRole.Admin, new[] { "Overview", "Problems", "Devices", "Calls", "Users", "Activity", "Trace", "Security", "Audit" })]
    [InlineData(PortalRole.Owner, new[] { "Overview", "Problems", "Devices", "Calls", "Users", "Activity", "Trace", "Security", "Audit", "Domains", "Transports", "Accounts", "API keys" })]
    public void Shows_the_pages_that_one_may_open(PortalRole role, string[] expected)
    {
        SignIn(role);

        var layout = Render<MainLayout>();

        Assert.Equal(expected, layout.FindAll("nav a").Select(link => link.TextContent));
    }

    [Fact]
    public void Says_who_is_signed_in_and_how_to_sign_out()
    {
        var layout = Render<MainLayout>();

        Assert.Equal("anna.bergerHelp desk", layout.Find(".who-am-i").TextContent);
        Assert.Equal("sign-out", layout.Find("button[type=submit][form]").GetAttribute("form"));
    }

    [Fact]
    public void Says_in_red_while_nothing_can_be_stored()
    {
        var layout = Render<MainLayout>();
        Assert.Empty(layout.FindAll(".store-banner"));

        Health.ReportFailure("disk full");
        layout.WaitForAssertion(() => Assert.Contains("disk full", layout.Find(".store-banner").TextContent, StringComparison.Ordinal));
        Assert.Equal("alert", layout.Find(".store-banner").GetAttribute("role"));
        Health.ReportSuccess();

        layout.WaitForAssertion(() => Assert.Empty(layout.FindAll(".store-banner")));
    }

    [Fact]
    public void Enter_in_the_search_leads_to_the_devices()
    {
        Navigation.NavigateTo("/users");
        var layout = Render<MainLayout>();

        layout.Find("#search").Input("3516 avaya");
        layout.Find("form.search").Submit();

        Assert.EndsWith("/devices?q=3516%20avaya", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Typing_on_the_devices_page_filters_after_a_pause_and_keeps_the_other_filters()
    {
        Navigation.NavigateTo("/devices?status=late");
        var layout = Render<MainLayout>();

        var typing = layout.Find("#search").InputAsync("3516");
        Assert.EndsWith("/devices?status=late", Navigation.Uri, StringComparison.Ordinal);
        await layout.InvokeAsync(() => Clock.Advance(TimeSpan.FromMilliseconds(200)));
        await typing;

        Assert.EndsWith("/devices?q=3516&status=late", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void Asks_the_browser_for_nothing_from_outside()
    {
        var layout = Render<MainLayout>();

        Assert.DoesNotContain("http://", layout.Markup.Replace("http://localhost", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("https://", layout.Markup, StringComparison.Ordinal);
    }
}
