using Bunit;
using PbxPortal.Accounts;
using PbxPortal.Components.Pages;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Devices;
using PbxPortal.Server.Directory;
using PbxPortal.Tests.Components.Fakes;

namespace PbxPortal.Tests.Components.Pages;

public sealed class UserPageTests : PortalPageContext
{
    private static readonly User Reception = Sample.User(16, "3516", "Reception");

    public UserPageTests()
    {
        Directory.Put(Reception);
    }

    [Fact]
    public void Shows_the_devices_in_groups()
    {
        Feed.Put(
            Sample.Device(1),
            Sample.Device(2) with { Class = DeviceClass.Soft, Product = "MicroSIP" },
            Sample.Device(3) with { Class = DeviceClass.Mobile, Product = "Linphone" },
            Sample.Device(4) with { Class = DeviceClass.Ata, Product = "Cisco ATA 192" });

        var page = Open<UserPage>(("Id", 16L));

        page.WaitForAssertion(() => Assert.Equal(
            ["Desk devices", "Soft devices", "Mobile devices", "Other devices"],
            page.FindAll("section").Select(section => section.GetAttribute("aria-label"))));
        Assert.Equal("4 of 10", page.Find(".devices-now").TextContent);
    }

    [Fact]
    public async Task A_device_comes_and_changes_without_a_reload()
    {
        var page = Open<UserPage>(("Id", 16L));
        page.WaitForAssertion(() => Assert.Contains("No device yet", page.Markup, StringComparison.Ordinal));

        Feed.Put(Sample.Device(1), Sample.Device(2) with { UserId = 99 });
        await LetTheFeedThroughAsync();
        page.WaitForAssertion(() => Assert.Equal("Online", page.Find(".card .status").TextContent));
        Feed.Put(Sample.Device(1, DeviceStatus.Offline));
        await LetTheFeedThroughAsync();

        page.WaitForAssertion(() => Assert.Equal("Offline", page.Find(".card .status").TextContent));
        Assert.Single(page.FindAll(".card"));
    }

    [Fact]
    public void Shows_what_happened_last()
    {
        History.Add(ActivityKind.Refused, "wrong password", count: 14);

        var page = Open<UserPage>(("Id", 16L));

        page.WaitForAssertion(() => Assert.Contains("wrong password", page.Find(".activity").TextContent, StringComparison.Ordinal));
        Assert.Equal(16, History.Asked[0].UserId);
    }

    [Fact]
    public void A_user_of_another_domain_looks_like_no_user()
    {
        SignIn(PortalRole.Admin, Sample.Globex.Id);

        var page = Open<UserPage>(("Id", 16L));

        Assert.Contains("No such user", page.Find("h1").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Reception", page.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PortalRole.ReadOnly, false, false)]
    [InlineData(PortalRole.HelpDesk, true, false)]
    [InlineData(PortalRole.Admin, true, true)]
    public void Each_role_has_its_buttons(PortalRole role, bool logsOut, bool edits)
    {
        SignIn(role);
        Feed.Put(Sample.Device(1));

        var page = Open<UserPage>(("Id", 16L));

        page.WaitForAssertion(() => Assert.Single(page.FindAll(".card")));
        Assert.Equal(logsOut, page.FindAll(".card button").Any(button => button.TextContent is "Log out"));
        Assert.Equal(edits, page.FindAll("button").Any(button => button.TextContent is "New password"));
        Assert.Equal(edits, page.FindAll("button").Any(button => button.TextContent is "Delete"));
    }
}
