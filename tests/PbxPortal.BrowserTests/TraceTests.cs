using System.Text;
using Microsoft.Playwright;
using PbxPortal.BrowserTests.Running;
using PbxPortal.Phones;
using PbxPortal.Phones.Profiles;
using PbxPortal.Tests.Server.Tracing;
using static Microsoft.Playwright.Assertions;

namespace PbxPortal.BrowserTests;

/// <summary>From "it does not register" to the messages and their files.</summary>
[Collection<LivePortal>]
public sealed class TraceTests(Portal portal) : BrowserTest(portal)
{
    private static readonly string[] WrongPassword = ["REGISTER", "401 Unauthorized", "REGISTER with credentials", "401 Unauthorized"];

    [Fact]
    public async Task A_watched_phone_with_a_wrong_password_draws_its_ladder_and_can_be_exported()
    {
        var user = await Portal.NextUserAsync();
        var page = await OpenAsOwnerAsync("/trace");
        await page.GetByLabel("User or address").FillAsync($"{user.User}@{Portal.Domain}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Watch", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Waiting for the first message")).ToBeVisibleAsync();

        Assert.Equal(PhoneState.Failed, await Phone(user with { Password = "not-this-one" }, PhoneProfiles.MicroSip).RegisterAsync(CancellationToken));

        await Expect(page.Locator(".ladder-title")).ToHaveTextAsync(WrongPassword);
        await Expect(page.Locator(".ladder-note")).ToHaveTextAsync(["asks for the password, as always", "wrong password"]);
        await page.Locator(".ladder-row").Nth(3).ClickAsync();
        await Expect(page.Locator(".ladder-text")).ToContainTextAsync("Refused: wrong password.");
        await page.Locator(".ladder-row").Nth(2).ClickAsync();
        await Expect(page.Locator(".ladder-text pre")).ToContainTextAsync("User-Agent: MicroSIP");
        await Expect(page.Locator(".ladder-text pre")).ToContainTextAsync(Pattern.Of("response=\"masked-[0-9a-f]{4}x+\""));

        var capture = CaptureReader.Read(await DownloadAsync(page, "PCAP", $"{user.User}@{Portal.Domain}.pcap"));
        Assert.Equal(["REGISTER", "SIP/2.0", "REGISTER", "SIP/2.0"], capture.Select(datagram => FirstWordOf(datagram)));
        Assert.Equal(capture[0].Source, capture[1].Destination);
        Assert.Equal(capture[0].Destination, capture[3].Source);
        var text = Encoding.UTF8.GetString(await DownloadAsync(page, "Text", $"{user.User}@{Portal.Domain}.txt"));
        Assert.Contains($"To: <sip:{user.User}@{Portal.Domain}>", text, StringComparison.Ordinal);
        Assert.Contains("wrong password", text, StringComparison.Ordinal);
        Assert.All(
            capture.Select(datagram => Encoding.UTF8.GetString(datagram.Payload.Span)).Append(text).Append(await page.ContentAsync()),
            AssertWithoutSecrets);

        await page.GetByRole(AriaRole.Button, new() { Name = "Stop", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Over. What was kept can be read for an hour.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Without_a_mouse_somebody_is_watched_and_the_messages_are_read()
    {
        var user = await Portal.NextUserAsync();
        var page = await OpenAsOwnerAsync("/trace");
        await page.GetByLabel("User or address").FocusAsync();
        await page.Keyboard.TypeAsync(user.User);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("Waiting for the first message")).ToBeVisibleAsync();
        await RegisterAsync(Phone(user, PhoneProfiles.MicroSip));
        await Expect(page.Locator(".ladder-row")).ToHaveCountAsync(4);

        await page.Locator(".ladder-row").First.FocusAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(page.Locator(".ladder-row").Nth(1)).ToBeFocusedAsync();
        await Expect(page.Locator(".ladder-text pre")).ToContainTextAsync("SIP/2.0 401");
        await page.Keyboard.PressAsync("End");

        await Expect(page.Locator(".ladder-row").Nth(3)).ToBeFocusedAsync();
        await Expect(page.Locator(".ladder-text pre")).ToContainTextAsync("SIP/2.0 200 OK");
    }

    [Fact]
    public async Task The_page_of_a_device_leads_to_its_messages_and_says_when_it_has_gone()
    {
        var user = await Portal.NextUserAsync();
        var phone = Phone(user, PhoneProfiles.MicroSip);
        await RegisterAsync(phone);
        var page = await OpenAsOwnerAsync(DevicesView.Of(user.User));
        await new DevicesView(page).Row("MicroSIP").Locator("[data-device]").ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Timers, messages and more" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { NameRegex = Pattern.Of("^MicroSIP") })).ToBeVisibleAsync();
        await Expect(page.Locator(".refresh-line circle")).ToHaveCountAsync(1);

        await page.GetByRole(AriaRole.Button, new() { Name = $"Watch {user.User} for 5 min" }).ClickAsync();
        await Expect(page.GetByText($"{user.User} is watched by")).ToBeVisibleAsync();
        await RegisterAsync(phone);
        await Expect(page.Locator(".refresh-line circle")).ToHaveCountAsync(2);
        await Expect(page.Locator(".ladder-row").First).ToBeVisibleAsync();
        await phone.LogOutAsync(CancellationToken);

        await Expect(page.Locator(".notice")).ToContainTextAsync("Logged out");
        await Expect(page.Locator(".notice")).ToContainTextAsync("Below is how it was registered until then.");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ladder_and_device_have_no_serious_barrier(bool isDark)
    {
        var user = await Portal.NextUserAsync();
        var page = await OpenAsOwnerAsync("/trace", options => options.ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light);
        await page.GetByLabel("User or address").FillAsync(user.User);
        await page.GetByRole(AriaRole.Button, new() { Name = "Watch", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Waiting for the first message")).ToBeVisibleAsync();
        await Phone(user with { Password = "not-this-one" }, PhoneProfiles.MicroSip).RegisterAsync(CancellationToken);
        await Expect(page.Locator(".ladder-title")).ToHaveTextAsync(WrongPassword);
        await AccessibilityTests.AssertNoBarrierAsync(page);

        await page.GotoAsync(DevicesView.Of(user.User));
        var row = new DevicesView(page).Row("MicroSIP");
        await row.GetByRole(AriaRole.Checkbox).CheckAsync();
        await Expect(page.Locator(".bulk-bar")).ToBeVisibleAsync();
        await AccessibilityTests.AssertNoBarrierAsync(page);
    }

    private static string FirstWordOf(CapturedDatagram datagram) => Encoding.UTF8.GetString(datagram.Payload.Span).Split(' ')[0];

    /// <summary>What a phone proves its password with is 32 or 64 hexadecimal digits; nonces are long as well.</summary>
    private static void AssertWithoutSecrets(string text) =>
        Assert.DoesNotMatch("(response|nonce|cnonce)=\"(?!masked-|x+\")", text);

    private static async Task<byte[]> DownloadAsync(IPage page, string button, string expectedName)
    {
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = button, Exact = true }).ClickAsync());
        Assert.Equal(expectedName, download.SuggestedFilename);
        await using var stream = await download.CreateReadStreamAsync();
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, CancellationToken);
        return bytes.ToArray();
    }
}
