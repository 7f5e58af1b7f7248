using System.Globalization;
using Microsoft.Playwright;
using PbxPortal.BrowserTests.Running;
using static Microsoft.Playwright.Assertions;

namespace PbxPortal.BrowserTests;

[Collection<FilledPortal>]
public sealed class NotFoundTests(Portal portal) : BrowserTest(portal)
{
    [Fact]
    public async Task A_mistyped_address_leads_to_a_page_that_says_so()
    {
        var page = await OpenAsOwnerAsync("/devices");

        var answer = await page.GotoAsync("/devises");

        Assert.Equal(404, answer!.Status);
        await Expect(page.GetByText("There is no such page")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "To the overview" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Overview" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_user_who_is_not_there_is_said_to_be_gone()
    {
        var page = await OpenAsOwnerAsync(string.Create(CultureInfo.InvariantCulture, $"/users/{int.MaxValue}"));

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No such user" })).ToBeVisibleAsync();
    }
}
