using PbxPortal.BrowserTests.Running;
using PbxPortal.Phones;
using PbxPortal.Phones.Profiles;
using static Microsoft.Playwright.Assertions;

namespace PbxPortal.BrowserTests;

[Collection<LivePortal>]
public sealed class LogOutTests(Portal portal) : BrowserTest(portal)
{
    [Fact]
    public async Task Exactly_one_device_is_logged_out_and_stays_out_until_it_is_allowed()
    {
        var user = await Portal.NextUserAsync();
        var desk = Phone(user, PhoneProfiles.YealinkT46U);
        var soft = Phone(user, PhoneProfiles.MicroSip);
        await RegisterAsync(desk);
        await RegisterAsync(soft);
        var view = new DevicesView(await OpenAsOwnerAsync(DevicesView.Of(user.User)));
        var (deskRow, softRow) = (view.Row("T46U"), view.Row("MicroSIP"));
        await Expect(DevicesView.Status(softRow)).ToContainTextAsync("Online");

        await view.LogOutAsync(deskRow, "Keep it out until allowed");
        await Expect(view.Dialog).ToContainTextAsync("Kept out until somebody allows it.");
        await Expect(view.Dialog).ToContainTextAsync("still has 1 registered device");
        await view.CloseDialogAsync();
        await Expect(DevicesView.Status(deskRow)).ToContainTextAsync("Kept out");
        await Expect(DevicesView.Status(deskRow)).ToContainTextAsync($"by {Portal.OwnerName}");

        Assert.Equal(PhoneState.Failed, await desk.RegisterAsync(CancellationToken));
        Assert.Equal(403, desk.LastAnswer!.StatusCode);
        await RegisterAsync(soft);
        await Expect(DevicesView.Status(softRow)).ToContainTextAsync("Online");
        await Expect(DevicesView.Status(deskRow)).ToContainTextAsync("Kept out");

        await DevicesView.AllowButton(deskRow).ClickAsync();
        await Expect(DevicesView.Status(deskRow)).Not.ToContainTextAsync("Kept out");
        await RegisterAsync(desk);
        await Expect(DevicesView.Status(deskRow)).ToContainTextAsync("Online");
    }

    [Fact]
    public async Task The_connection_of_the_device_is_closed_and_it_may_come_back_if_it_was_not_kept_out()
    {
        var user = await Portal.NextUserAsync();
        var phone = Phone(user, PhoneProfiles.Cisco8841);
        await RegisterAsync(phone);
        var view = new DevicesView(await OpenAsOwnerAsync(DevicesView.Of(user.User)));
        var row = view.Row("8841");

        var disconnected = phone.WaitForStateAsync(PhoneState.Failed, CancellationToken);
        await view.LogOutAsync(row, "Log out only");

        await Expect(view.Dialog).ToContainTextAsync("Connection closed.");
        await Expect(view.Dialog).ToContainTextAsync("it may register again at once");
        await view.CloseDialogAsync();
        await disconnected;
        await phone.WaitForStateAsync(PhoneState.Registered, CancellationToken);
        await Expect(DevicesView.Status(row)).ToContainTextAsync("Online");
    }
}
