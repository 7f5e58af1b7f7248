using Microsoft.Playwright;
using PbxPortal.BrowserTests.Running;
using PbxPortal.Phones;
using PbxPortal.Phones.Profiles;
using static Microsoft.Playwright.Assertions;

namespace PbxPortal.BrowserTests;

[Collection<LivePortal>]
public sealed class CredentialTests(Portal portal) : BrowserTest(portal)
{
    [Fact]
    public async Task A_device_registers_with_a_password_of_its_own_until_that_is_revoked()
    {
        var user = await Portal.NextUserAsync();
        var page = await OpenAsOwnerAsync($"/users?q={user.User}");
        await page.Locator(".user-link").ClickAsync();
        var (name, password) = await MakeAsync(page, "Anna's mobile");
        Assert.StartsWith($"{user.User}.", name, StringComparison.Ordinal);
        var mobile = Phone(user with { AuthenticationName = name, Password = password }, PhoneProfiles.LinphoneIos);
        var desk = Phone(user, PhoneProfiles.YealinkT46U);
        await RegisterAsync(mobile);
        await RegisterAsync(desk);
        var (mobileCard, deskCard) = (Card(page, "Linphone"), Card(page, "T46U"));
        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Anna's mobile" });
        await Expect(row).ToContainTextAsync("Linphone");
        await Expect(row).ToContainTextAsync("In force");

        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke Anna's mobile" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("This device is logged out at once");
        await Expect(dialog).ToContainTextAsync("Linphone");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Revoke password" }).ClickAsync();

        await Expect(row).ToContainTextAsync("Revoked");
        await Expect(mobileCard).ToContainTextAsync("its password was revoked");
        Assert.Equal(PhoneState.Failed, await mobile.RegisterAsync(CancellationToken));
        Assert.Equal(403, mobile.LastAnswer!.StatusCode);
        await Expect(mobileCard).ToContainTextAsync($"the password was revoked: {name}, Anna's mobile");
        await RegisterAsync(desk);
        await Expect(deskCard).ToContainTextAsync("Online");
    }

    private static ILocator Card(IPage page, string product) => page.GetByRole(AriaRole.Article).Filter(new() { HasText = product });

    private static async Task<(string Name, string Password)> MakeAsync(IPage page, string label)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "New device password" }).ClickAsync();
        await page.GetByLabel("Which device").FillAsync(label);
        await page.GetByRole(AriaRole.Button, new() { Name = "Make password" }).ClickAsync();
        var password = await page.Locator("#one-time-password").InnerTextAsync();
        var name = await page.Locator(".one-time p code").InnerTextAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        return (name, password);
    }
}
