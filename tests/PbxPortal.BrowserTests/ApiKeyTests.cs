using System.Net;
using System.Net.Http.Headers;
using Microsoft.Playwright;
using PbxPortal.BrowserTests.Running;
using static Microsoft.Playwright.Assertions;

namespace PbxPortal.BrowserTests;

/// <summary>A key is made, used, found in the audit, and revoked.</summary>
public sealed class ApiKeyTests(Portal portal) : BrowserTest(portal), IClassFixture<Portal>
{
    [Fact]
    public async Task A_key_opens_the_API_until_it_is_revoked_and_the_audit_says_so()
    {
        var page = await OpenAsOwnerAsync("/api-keys");
        await Expect(page.GetByText("No API key yet")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Make a key" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Name").FillAsync("wallboard");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Make key" }).ClickAsync();
        var key = await dialog.Locator("#one-time-password").InnerTextAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Copy" }).ClickAsync();
        await Expect(dialog.Locator("#one-time-password-copied")).Not.ToBeEmptyAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "I have the key" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Table)).ToContainTextAsync("Read only of all");
        Assert.DoesNotContain(key, await page.ContentAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(page, key));

        await page.ReloadAsync();
        await Expect(page.GetByRole(AriaRole.Table)).Not.ToContainTextAsync("never");
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke wallboard" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke key", Exact = true }).ClickAsync();
        await Expect(page.GetByText("No key is in use")).ToBeVisibleAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(page, key));

        await page.GetByRole(AriaRole.Link, new() { Name = "Audit" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "API keys" }).ClickAsync();
        var rows = page.Locator("tbody tr");
        await Expect(rows).ToHaveCountAsync(2);
        await Expect(rows.First).ToContainTextAsync("Revoke API key");
        await Expect(rows.First).ToContainTextAsync("wallboard");
        await Expect(rows.First).ToContainTextAsync("127.0.0.1");
        var file = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Download the audit as CSV" }).ClickAsync());
        using var reader = new StreamReader(await file.CreateReadStreamAsync());
        var lines = (await reader.ReadToEndAsync(CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.Contains(",apiKey,revoke API key,wallboard,", lines[1], StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> AskAsync(IPage page, string key)
    {
        using var client = new HttpClient { BaseAddress = new Uri(page.Url) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var answer = await client.GetAsync(new Uri("/api/v1/domains", UriKind.Relative));
        return answer.StatusCode;
    }
}
