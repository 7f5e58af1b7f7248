using System.Text.Json;
using Microsoft.Playwright;
using PbxPortal.BrowserTests.Running;
using PbxPortal.Phones;
using static Microsoft.Playwright.Assertions;

namespace PbxPortal.BrowserTests;

/// <summary>A web phone that nobody here wrote, over secure WebSocket.</summary>
[Collection<LivePortal>]
public sealed class JsSipTests(Portal portal) : BrowserTest(portal)
{
    [Fact]
    public async Task JsSIP_registers_reloads_without_a_ghost_and_logs_out()
    {
        var script = await JsSipPackage.ScriptAsync();
        Assert.SkipWhen(script is null, "JsSIP could not be fetched: npm is missing, or reaches no registry.");
        var user = await Portal.NextUserAsync();
        var owner = await OpenAsOwnerAsync(DevicesView.Of(user.User));
        var view = new DevicesView(owner);
        await view.WaitUntilLoadedAsync();
        await using var site = new WebPhoneSite(script!);

        var phone = await OpenAsync(WebPhone.AddressOf(site, Portal, user), options => options.IgnoreHTTPSErrors = true); // The trial certificate.
        await Expect(phone).ToHaveTitleAsync("registered");
        var row = view.Row("JsSIP");
        await Expect(DevicesView.Status(row)).ToContainTextAsync("Online");
        await Expect(row.Locator(".c-transport")).ToContainTextAsync("WSS");
        await Expect(row.Locator(".c-transport .icon")).ToBeVisibleAsync();
        await DevicesView.MarkAsync(row);
        var first = await RegisteredAsync(owner, user);

        await phone.ReloadAsync();
        await Expect(phone).ToHaveTitleAsync("registered");
        await Patience.UntilAsync(
            async () => !string.Equals((await RegisteredAsync(owner, user)).ContactUri, first.ContactUri, StringComparison.Ordinal),
            () => $"The contact did not change with the reload. The server wrote:\n{Portal.Output}");

        await Expect(view.Rows).ToHaveCountAsync(1);
        await DevicesView.AssertMarkedAsync(row);
        Assert.Equal(first.Id, (await RegisteredAsync(owner, user)).Id);

        await phone.EvaluateAsync("() => phone.unregister()");
        await Expect(phone).ToHaveTitleAsync("unregistered");
        await Expect(DevicesView.Status(row)).ToContainTextAsync("Offline");
    }

    /// <summary>The only device of this user, as the API has it.</summary>
    private static async Task<(string Id, string ContactUri)> RegisteredAsync(IPage owner, PhoneAccount user)
    {
        var answer = await (await owner.Context.APIRequest.GetAsync("/api/v1/registrations")).JsonAsync();
        var device = Assert.Single(answer!.Value.EnumerateArray(), row => string.Equals(row.GetProperty("extension").GetString(), user.User, StringComparison.Ordinal));
        return (device.GetProperty("id").GetRawText(), device.GetProperty("contactUri").ValueKind == JsonValueKind.Null ? "" : device.GetProperty("contactUri").GetString()!);
    }
}
