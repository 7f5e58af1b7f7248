using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace PbxPortal.BrowserTests.Running;

/// <summary>The devices page as a reader sees it: rows, their buttons, the dialogs that they open.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class DevicesView(IPage page)
{
    public ILocator Rows => page.Locator("tr.device-row");

    public ILocator Dialog => page.GetByRole(AriaRole.Dialog);

    public ILocator Drawer => page.Locator("aside.drawer");

    /// <summary>Only this user's devices: what other tests left behind does not disturb. The extension alone could be part of a port.</summary>
    public static string Of(string extension) => $"/devices?q={extension}@{Portal.Domain}";

    /// <summary>The one row with this text in its device cell, a part of the product's name.</summary>
    public ILocator Row(string product) =>
        Rows.Filter(new() { Has = page.Locator(".c-device", new() { HasText = product }) });

    public static ILocator Status(ILocator row) => row.Locator(".c-status");

    public static ILocator Countdown(ILocator row) => row.Locator("[data-expires]");

    public static ILocator LogOutButton(ILocator row) => row.GetByRole(AriaRole.Button, new() { NameRegex = Pattern.Of("^Log out ") });

    public static ILocator AllowButton(ILocator row) => row.GetByRole(AriaRole.Button, new() { NameRegex = Pattern.Of("^Allow ") });

    public static ILocator MoreButton(ILocator row) => row.GetByRole(AriaRole.Button, new() { NameRegex = Pattern.Of("^More for ") });

    /// <summary>Waits until the server has filled the list.</summary>
    public async Task WaitUntilLoadedAsync()
    {
        await Expect(page.Locator(".loading")).ToHaveCountAsync(0);
        await Expect(page.Locator(".head")).ToContainTextAsync(Pattern.Of("reachable"));
    }

    /// <summary>Logs the one device out by its dialog, with this choice.</summary>
    public async Task LogOutAsync(ILocator row, string choice)
    {
        await LogOutButton(row).ClickAsync();
        await Dialog.GetByText(choice, new() { Exact = true }).ClickAsync();
        await Dialog.GetByRole(AriaRole.Button, new() { Name = "Log out", Exact = true }).ClickAsync();
        await Expect(Dialog).ToContainTextAsync("Binding removed");
    }

    /// <summary>The one below, not the cross in the corner.</summary>
    public ILocator CloseButton => Dialog.Locator(".mud-dialog-actions").GetByRole(AriaRole.Button, new() { Name = "Close" });

    public async Task CloseDialogAsync()
    {
        await CloseButton.ClickAsync();
        await Expect(Dialog).ToHaveCountAsync(0);
    }

    /// <summary>Marks the document and this element, to find out later whether either was replaced.</summary>
    public static Task MarkAsync(ILocator element) => element.EvaluateAsync("element => { document.marked = element.marked = true; }");

    public static async Task AssertMarkedAsync(ILocator element)
    {
        Assert.True(await element.EvaluateAsync<bool>("() => document.marked === true"), "The page was loaded again.");
        Assert.True(await element.EvaluateAsync<bool>("element => element.marked === true"), "The element was replaced.");
    }

    public static async Task<string> ExpiresAtAsync(ILocator row) => await Countdown(row).GetAttributeAsync("data-expires") ?? "";
}
