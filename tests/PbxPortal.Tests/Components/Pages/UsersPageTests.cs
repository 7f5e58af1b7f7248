using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Components.Pages;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Location;
using PbxPortal.Sip.Transport;
using PbxPortal.Tests.Components.Fakes;

namespace PbxPortal.Tests.Components.Pages;

public sealed class UsersPageTests : PortalPageContext
{
    private static readonly User Reception = Sample.User(16, "3516", "Reception");

    public UsersPageTests()
    {
        SignIn(PortalRole.Admin);
    }

    [Fact]
    public void Offers_to_add_the_first_user()
    {
        var page = Open<UsersPage>();

        Assert.Contains("No users yet", page.Markup, StringComparison.Ordinal);
        Assert.Contains(page.FindAll("button"), button => button.TextContent is "Add the first user");
    }

    [Fact]
    public async Task Shows_how_many_devices_are_registered_now_as_it_changes()
    {
        Directory.Put(Reception with { MaxDevices = 3 });
        Feed.Put(Sample.Device(1));
        var page = Open<UsersPage>();
        page.WaitForAssertion(() => Assert.Equal("1 of 3", page.Find(".devices-now").TextContent));

        Feed.Put(Sample.Device(2));
        await LetTheFeedThroughAsync();

        page.WaitForAssertion(() => Assert.Equal("2 of 3", page.Find(".devices-now").TextContent));
        Assert.Contains("1 of 1 reachable", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Shows_a_user_that_somebody_else_adds()
    {
        Directory.Put(Reception);
        var page = Open<UsersPage>();

        Directory.Put(Sample.User(17, "3517", "Accounting"));

        page.WaitForAssertion(() => Assert.Equal(["3516 Reception", "3517 Accounting"], page.FindAll(".user-link").Select(link => link.TextContent)));
    }

    [Fact]
    public void Says_that_nobody_matches()
    {
        Directory.Put(Reception);
        var page = Open<UsersPage>();

        page.Find(".find").Input("nobody");

        page.WaitForAssertion(() => Assert.Contains("0 of 1 match", page.Markup, StringComparison.Ordinal));
        Assert.EndsWith("?q=nobody", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void Hides_the_users_of_other_domains()
    {
        SignIn(PortalRole.Admin, Sample.Globex.Id);
        Directory.Put(Reception, Sample.User(20, "100", "Globex desk", Sample.Globex));

        var page = Open<UsersPage>();

        Assert.Equal(["100 Globex desk"], page.FindAll(".user-link").Select(link => link.TextContent));
    }

    [Theory]
    [InlineData(PortalRole.ReadOnly, false)]
    [InlineData(PortalRole.HelpDesk, false)]
    [InlineData(PortalRole.Admin, true)]
    public async Task Only_an_administrator_may_change_users(PortalRole role, bool expected)
    {
        SignIn(role);
        Directory.Put(Reception);
        var page = Open<UsersPage>();

        await page.Find(".row-actions .mud-menu button").ClickAsync();

        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".mud-menu-item")));
        Assert.Equal(expected, page.FindAll(".mud-menu-item").Any(item => item.TextContent.Trim() is "Delete"));
        Assert.Equal(expected, page.FindAll("button").Any(button => button.TextContent is "Add user"));
    }

    [Fact]
    public void A_new_user_gets_a_password_that_is_shown_once()
    {
        UserAdministration.Result = new SaveUserResult(18, "kV7w-Qm3x-T9rb", []);
        var page = OpenAddDialog();
        Field(page, "Extension").Change(" 3518 ");
        Field(page, "Phone numbers").Change("+498912345678, 3518;3519");

        page.Find("#user-form").Submit();

        var draft = Assert.Single(UserAdministration.Drafts);
        Assert.Equal(("3518", null, 1L), (draft.Extension, draft.Password, draft.DomainId));
        Assert.Equal(["+498912345678", "3518", "3519"], draft.PhoneNumbers);
        Assert.Equal("kV7w-Qm3x-T9rb", page.Find("#one-time-password").TextContent);
        Assert.Equal("one-time-password", page.Find("[data-copy]").GetAttribute("data-copy"));
    }

    [Fact]
    public void Networks_and_transports_are_asked_for()
    {
        var page = OpenAddDialog();
        Field(page, "Extension").Change("3518");
        Field(page, "Allowed networks").Change("10.0.0.0/8, 2001:db8::/32");
        Choice(page, "TLS").Change(true);
        Choice(page, "UDP").Change(true);
        Choice(page, "UDP").Change(false);

        page.Find("#user-form").Submit();

        var draft = Assert.Single(UserAdministration.Drafts);
        Assert.Equal(["10.0.0.0/8", "2001:db8::/32"], draft.AllowedNetworks);
        Assert.Equal(["tls"], draft.AllowedTransports);
    }

    [Fact]
    public async Task Networks_and_transports_of_a_user_stand_in_the_form()
    {
        Assert.True(AllowedNetwork.TryParse("10.0.0.0/8", out var network, out _));
        Directory.Put(Reception with { AllowedNetworks = [network], AllowedTransports = [TransportProtocol.Wss] });
        UserAdministration.Result = new SaveUserResult(null, null, [new Mistake("AllowedNetworks", "'office' is not an address or a network.")]);
        var page = Open<UsersPage>();
        await ChooseAsync(page, "Edit");
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("#user-form")));
        Assert.Equal("10.0.0.0/8", Field(page, "Allowed networks").GetAttribute("value"));
        Field(page, "Allowed networks").Change("office");

        page.Find("#user-form").Submit();

        Assert.Equal(["wss"], Assert.Single(UserAdministration.Drafts).AllowedTransports);
        Assert.Contains("'office' is not an address", page.Find(".mud-input-error").ParentElement!.ParentElement!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mistake_stands_at_its_field_and_nothing_typed_is_lost()
    {
        UserAdministration.Result = new SaveUserResult(null, null, [new Mistake("Extension", "3516 exists already. Choose 3518.")]);
        var page = OpenAddDialog();
        Field(page, "Extension").Change("3516");
        Field(page, "Name").Change("Reception");

        page.Find("#user-form").Submit();

        Assert.Contains("3516 exists already. Choose 3518.", page.Find(".mud-input-error").ParentElement!.ParentElement!.TextContent, StringComparison.Ordinal);
        Assert.Equal(("3516", "Reception"), (Field(page, "Extension").GetAttribute("value"), Field(page, "Name").GetAttribute("value")));
    }

    [Fact]
    public void A_failing_store_is_said_in_the_form()
    {
        UserAdministration.Failure = new StoreUnavailableException("The disk is full.");
        var page = OpenAddDialog();
        Field(page, "Extension").Change("3518");

        page.Find("#user-form").Submit();

        Assert.Contains("could not be saved because the disk is full", page.Find(".mud-dialog [role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal("3518", Field(page, "Extension").GetAttribute("value"));
    }

    [Fact]
    public async Task Deleting_says_first_which_live_devices_it_ends()
    {
        Directory.Put(Reception);
        Feed.Put(Sample.Device(1), Sample.Device(2) with { Product = "MicroSIP" }, Sample.Device(3, DeviceStatus.Offline) with { Product = "Old phone" });
        var page = Open<UsersPage>();

        await ChooseAsync(page, "Delete");

        page.WaitForAssertion(() => Assert.Contains("These 2 devices are logged out at once", page.Find(".mud-dialog").TextContent, StringComparison.Ordinal));
        Assert.Contains("MicroSIP", page.Find(".mud-dialog").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Old phone", page.Find(".mud-dialog").TextContent, StringComparison.Ordinal);
        Assert.Empty(UserAdministration.Asked);

        await page.FindAll(".mud-dialog-actions button").Single(button => button.TextContent is "Delete user").ClickAsync();

        Assert.Equal(["delete 16"], UserAdministration.Asked);
    }

    [Fact]
    public async Task A_disabled_user_is_enabled_without_a_question()
    {
        Directory.Put(Reception with { IsEnabled = false });
        var page = Open<UsersPage>();

        await ChooseAsync(page, "Enable");

        Assert.Equal(["enable 16"], UserAdministration.Asked);
    }

    private static IElement Field(IRenderedComponent<IComponent> page, string label)
    {
        var id = page.FindAll("label").Single(one => string.Equals(one.TextContent.Trim(), label, StringComparison.Ordinal)).GetAttribute("for");
        return page.Find($"#{id}");
    }

    private static IElement Choice(IRenderedComponent<IComponent> page, string label) => page.FindAll(".choices label")
        .Single(one => string.Equals(one.TextContent.Trim(), label, StringComparison.Ordinal)).QuerySelector("input")!;

    private static async Task ChooseAsync(IRenderedComponent<IComponent> page, string command)
    {
        await page.Find(".row-actions .mud-menu button").ClickAsync();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".mud-menu-item")));
        _ = page.FindAll(".mud-menu-item").Single(item => string.Equals(item.TextContent.Trim(), command, StringComparison.Ordinal)).ClickAsync();
    }

    private IRenderedComponent<IComponent> OpenAddDialog()
    {
        Directory.Put(Reception);
        var page = Open<UsersPage>();
        _ = page.FindAll("button").Single(button => button.TextContent is "Add user").ClickAsync();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("#user-form")));
        return page;
    }
}
