using Microsoft.Playwright;
using PbxPortal.BrowserTests.Running;
using PbxPortal.Phones;
using PbxPortal.Phones.Profiles;
using static Microsoft.Playwright.Assertions;

namespace PbxPortal.BrowserTests;

/// <summary>Many users at once: a range, a file, orders over a selection, and phones that feel it.</summary>
public sealed class UserBatchTests(Portal portal) : BrowserTest(portal), IClassFixture<Portal>
{
    [Fact]
    public async Task A_range_is_added_and_its_sheet_lets_a_phone_in()
    {
        var page = await OpenAsOwnerAsync("/users");
        await OpenMoreAsync(page, "Add a range, 100-149");
        await page.GetByLabel("Extensions").FillAsync("198-201");
        await Expect(page.Locator(".range-outlook")).ToHaveTextAsync("Adds 2 users. 200, 201 exist already and stay as they are.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add users" }).ClickAsync();

        await Expect(page.Locator(".sheet tbody tr")).ToHaveCountAsync(2);
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Download" }).ClickAsync());
        using var reader = new StreamReader(await download.CreateReadStreamAsync());
        var lines = (await reader.ReadToEndAsync(CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("passwords-198-201.csv", download.SuggestedFilename);
        Assert.Equal(3, lines.Length);
        var fields = lines[1].Split(',');
        Assert.Equal("198", fields[1]);

        await page.GetByRole(AriaRole.Button, new() { Name = "I have the passwords" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await RegisterAsync(Phone(new PhoneAccount("198", Portal.Domain, fields[2]), PhoneProfiles.MicroSip));
        await page.Locator(".find").FillAsync("198");
        await Expect(page.Locator("tr.device-row")).ToHaveCountAsync(1);
        await Expect(page.Locator("tr.device-row")).ToContainTextAsync("Online");
    }

    [Fact]
    public async Task A_file_is_shown_line_by_line_before_it_is_written()
    {
        var page = await OpenAsOwnerAsync("/users");
        await OpenMoreAsync(page, "Import a file");
        await Expect(page.Locator("h1")).ToHaveTextAsync("Import users");
        var wrong = await Portal.WriteFileAsync(
            "wrong.csv", $"domain,extension,display_name\n{Portal.Domain},210,Anna Berg\n{Portal.Domain},211,Person 211\n{Portal.Domain},9 9,Nobody\n{Portal.Domain},300,Newcomer\n");
        await Expect(page.GetByLabel("File with users")).ToBeEnabledAsync(); // Which Playwright does not wait for.
        await page.GetByLabel("File with users").SetInputFilesAsync(wrong);

        await Expect(page.Locator(".notice.warns")).ToContainTextAsync("1 line is wrong, so nothing can be imported.");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = Pattern.Of("^All ") }).ClickAsync();
        await Expect(Line(page, "210")).ToContainTextAsync("name: Person 210 → Anna Berg");
        await Expect(Line(page, "211")).ToContainTextAsync("Unchanged");
        await Expect(Line(page, "9 9")).ToContainTextAsync("An extension has letters, digits");
        await Expect(Line(page, "300")).ToContainTextAsync("a password is generated");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Import 2 users" })).ToBeDisabledAsync();

        var right = await Portal.WriteFileAsync(
            "right.csv", $"domain,extension,display_name\n{Portal.Domain},210,Anna Berg\n{Portal.Domain},300,Newcomer\n");
        await Expect(page.GetByLabel("File with users")).ToBeEnabledAsync();
        await page.GetByLabel("File with users").SetInputFilesAsync(right);
        await page.GetByRole(AriaRole.Button, new() { Name = "Import 2 users" }).ClickAsync();

        await Expect(page.Locator(".notice")).ToContainTextAsync("1 added, 1 changed, 0 as they were.");
        await Expect(page.Locator(".sheet tbody tr")).ToHaveCountAsync(1);
        await page.GotoAsync("/users?q=Anna%20Berg");
        await Expect(page.Locator(".user-link")).ToHaveTextAsync("210 Anna Berg");
    }

    [Fact]
    public async Task An_order_over_a_filter_logs_phones_out_and_says_so_first()
    {
        var user = await Portal.NextUserAsync();
        await RegisterAsync(Phone(user, PhoneProfiles.YealinkT46U));
        var page = await OpenAsOwnerAsync($"/users?q=Person+{user.User}");
        await Expect(page.Locator("tr.device-row")).ToHaveCountAsync(1);
        await Expect(page.Locator("tr.device-row")).ToContainTextAsync("Online");

        await page.GetByLabel("Select all 1").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Disable", Exact = true }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("1 device that is registered now is logged out at once.");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Disable", Exact = true }).ClickAsync();
        await Expect(dialog).ToContainTextAsync("1 disabled.");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();

        await Expect(page.Locator("tr.device-row")).ToContainTextAsync("Disabled");
        await page.GotoAsync($"/devices?q={user.User}@{Portal.Domain}");
        await Expect(page.Locator("tr.device-row")).ToContainTextAsync("Offline");
    }

    [Fact]
    public async Task All_users_get_new_passwords_only_when_their_number_is_typed()
    {
        // Users of its own: the phones of the other tests must keep their passwords.
        await Portal.OwnerStateAsync();
        var crew = string.Concat(Enumerable.Range(400, 30).Select(extension => $"{Portal.Domain},{extension},Crew {extension}\n"));
        await Portal.RunAsync("", "users", "import", await Portal.WriteFileAsync("crew.csv", $"domain,extension,display_name\n{crew}"));
        var page = await OpenAsOwnerAsync("/users?q=Crew");
        await page.GetByLabel("Select all 30").ClickAsync(); // Not all rows are drawn.
        await page.GetByRole(AriaRole.Button, new() { Name = "New passwords" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        var label = await dialog.Locator("label", new() { HasText = "to go on" }).InnerTextAsync();
        var count = label.Split(' ')[1];
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Make new passwords" }).ClickAsync();
        await Expect(dialog).ToContainTextAsync($"type {count}");
        await dialog.GetByLabel("to go on").FillAsync(count);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Make new passwords" }).ClickAsync();

        await Expect(dialog).ToContainTextAsync($"{count} with a new password.");
        await Expect(dialog.Locator(".sheet tbody tr")).ToHaveCountAsync(int.Parse(count, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task New_passwords_are_offered_again_after_the_page_was_cut_off()
    {
        await Portal.OwnerStateAsync();
        await Portal.RunAsync("", "users", "import", await Portal.WriteFileAsync("lost.csv", $"domain,extension,display_name\n{Portal.Domain},470,Lost Sheet\n"));
        var page = await OpenAsOwnerAsync("/users?q=Lost+Sheet");
        await page.GetByLabel("Select all 1").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "New passwords" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Make new passwords" }).ClickAsync();
        var password = await page.Locator(".sheet tbody code").InnerTextAsync();

        await page.ReloadAsync();
        var banner = page.Locator(".shelf-banner").Filter(new() { HasText = "New passwords of 1 user," }); // Another test may have been cut off too.
        await Expect(banner).ToHaveCountAsync(1);
        await banner.GetByRole(AriaRole.Button, new() { Name = "Show them" }).ClickAsync();
        await Expect(page.Locator(".sheet tbody code")).ToHaveTextAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "I have the passwords" }).ClickAsync();
        await Expect(banner).ToHaveCountAsync(0);

        await page.ReloadAsync();
        await Expect(page.Locator("tr.device-row")).ToHaveCountAsync(1);
        await Expect(banner).ToHaveCountAsync(0);
    }

    private static ILocator Line(IPage page, string extension) =>
        page.Locator(".import-lines tbody tr").Filter(new() { HasText = extension });

    private static async Task OpenMoreAsync(IPage page, string command)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "More: import, range, export" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = command }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Menuitem)).ToHaveCountAsync(0);
    }
}
