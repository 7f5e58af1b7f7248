using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
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
    public async Task How_the_devices_ring_stands_in_the_form_and_is_kept()
    {
        Directory.Put(Reception with { RingOrder = RingOrder.ByPriority, RingSeconds = 15 });
        UserAdministration.Result = new SaveUserResult(null, null, [new Mistake("RingSeconds", "The ring time is too long.")]);
        var page = Open<UsersPage>();
        await ChooseAsync(page, "Edit");
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("#user-form")));
        Assert.Equal("15", Field(page, "Seconds for each group").GetAttribute("value"));
        Field(page, "Seconds for each group").Change("30");

        page.Find("#user-form").Submit();

        var draft = Assert.Single(UserAdministration.Drafts);
        Assert.Equal((RingOrder.ByPriority, 30), (draft.RingOrder, draft.RingSeconds));
        Assert.Contains("The ring time is too long.", page.Find("#user-form").TextContent, StringComparison.Ordinal);
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

    [Fact]
    public void A_facet_narrows_the_list_and_stands_in_the_address()
    {
        Directory.Put(Reception, Sample.User(17, "3517", "Accounting") with { IsEnabled = false });
        var page = Open<UsersPage>();

        page.FindAll(".facet").Single(facet => facet.TextContent.StartsWith("Disabled", StringComparison.Ordinal)).Click();

        page.WaitForAssertion(() => Assert.Equal(["3517 Accounting"], page.FindAll(".user-link").Select(link => link.TextContent)));
        Assert.EndsWith("/users?state=disabled", Navigation.Uri, StringComparison.Ordinal);
        Assert.Equal("true", page.FindAll(".facet").Single(facet => facet.TextContent.StartsWith("Disabled", StringComparison.Ordinal)).GetAttribute("aria-pressed"));
    }

    [Fact]
    public void Opens_as_its_address_says()
    {
        Directory.Put(Reception, Sample.User(17, "3517", "Accounting"), Sample.User(18, "3518", "Ateliers"));
        Navigation.NavigateTo("/users?q=at&sort=name&desc=1");

        var page = Open<UsersPage>();

        Assert.Equal("at", page.Find(".find").GetAttribute("value"));
        Assert.Equal(["3518 Ateliers"], page.FindAll(".user-link").Select(link => link.TextContent));
        Assert.Contains("sorted descending", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_the_state_of_each_user_and_of_his_other_devices()
    {
        Directory.Put(Reception);
        Feed.Put(Sample.Device(1), Sample.Device(2, DeviceStatus.Offline));

        var page = Open<UsersPage>();

        page.WaitForAssertion(() => Assert.Equal("Online1 of 2 devices reachable", string.Concat(page.Find("td.c-state").TextContent.Split('\n', StringSplitOptions.TrimEntries))));
    }

    [Fact]
    public async Task An_order_goes_to_those_who_are_selected_and_to_nobody_else()
    {
        Directory.Put(Reception, Sample.User(17, "3517", "Accounting"), Sample.User(18, "3518", "Ateliers"));
        var page = Open<UsersPage>();
        Mark(page, "3516 Reception").Click();
        Mark(page, "3518 Ateliers").Click(new MouseEventArgs { ShiftKey = true });
        Mark(page, "3517 Accounting").Click();
        Assert.Equal("2 selected", page.Find(".selection b").TextContent);

        await StartAsync(page, "Disable");
        Assert.Contains("No device of theirs is registered now.", page.Find(".mud-dialog").TextContent, StringComparison.Ordinal);
        page.Find("#order-form").Submit();

        page.WaitForAssertion(() => Assert.Contains("2 disabled.", page.Find(".mud-dialog").TextContent, StringComparison.Ordinal));
        Assert.Equal(["Disable 16,18"], UserBatch.Asked);
        await CloseAsync(page, "Close");
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".selection")));
    }

    [Fact]
    public async Task More_than_twenty_are_changed_only_when_their_number_is_typed()
    {
        Directory.Put(Enumerable.Range(100, 30).Select(number => Sample.User(number, $"{number}", "")));
        var page = Open<UsersPage>();
        page.Find("th input[type=checkbox]").Click();
        Assert.Equal("30 selected", page.Find(".selection b").TextContent);

        await StartAsync(page, "Delete");
        Field(page, "Type 30 to go on").Input("29");
        page.Find("#order-form").Submit();
        Assert.Empty(UserBatch.Asked);
        Assert.Contains("These are 30 users; type 30.", page.Find(".mud-dialog").TextContent, StringComparison.Ordinal);
        Field(page, "Type 30 to go on").Input("30");
        page.Find("#order-form").Submit();

        page.WaitForAssertion(() => Assert.Contains("30 deleted.", page.Find(".mud-dialog").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_order_shows_how_far_it_is_and_can_be_stopped()
    {
        Directory.Put(Reception, Sample.User(17, "3517", "Accounting"));
        UserBatch.Gate = new TaskCompletionSource();
        UserBatch.Result = ids => new BatchResult([new UserFate(16, "acme.example", "3516", UserOutcome.Done)], 1, Failure: null);
        var page = Open<UsersPage>();
        page.Find("th input[type=checkbox]").Click();
        await StartAsync(page, "Enable");

        _ = page.Find("#order-form").SubmitAsync();
        page.WaitForAssertion(() => Assert.Contains("1 of 2 done", page.Find(".mud-dialog").TextContent, StringComparison.Ordinal));
        _ = page.FindAll(".mud-dialog-actions button").Single(button => button.TextContent is "Stop").ClickAsync();

        page.WaitForAssertion(() => Assert.Contains("You stopped it before 1 of them", page.Find(".mud-dialog").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task New_passwords_come_on_a_sheet_that_is_shown_once()
    {
        Directory.Put(Reception);
        UserBatch.Result = ids => new BatchResult(
            [new UserFate(16, "acme.example", "3516", UserOutcome.Done, "kV7wQm3xT9rb"), new UserFate(99, "", "", UserOutcome.Gone)], 0, Failure: null);
        var page = Open<UsersPage>();
        Mark(page, "3516 Reception").Click();
        await StartAsync(page, "New passwords");
        Assert.Contains("Devices with a password of their own stay.", page.Find(".mud-dialog").TextContent, StringComparison.Ordinal);

        page.Find("#order-form").Submit();

        page.WaitForAssertion(() => Assert.Equal("kV7wQm3xT9rb", page.Find(".sheet code").TextContent));
        Assert.Contains("is gone; somebody deleted it meanwhile", page.Find(".fates").TextContent, StringComparison.Ordinal);
        page.FindAll(".sheet button").Single(button => button.TextContent is "Download").Click();
        var file = Assert.Single(JSInterop.Invocations["pbxportal.download"]).Arguments;
        Assert.Equal("new-passwords.csv", file[0]);
        Assert.Equal("domain,extension,password\nacme.example,3516,kV7wQm3xT9rb\n", file[1]);
        Assert.Equal("New passwords of 1 user", Assert.Single(Shelf.Sheets).What);
        page.FindAll(".mud-dialog button").Single(button => button.TextContent is "I have the passwords").Click();
        page.WaitForAssertion(() => Assert.Empty(Shelf.Sheets));
    }

    [Fact]
    public async Task What_was_done_before_the_page_was_cut_off_is_kept_for_whoever_ordered_it()
    {
        Directory.Put(Reception);
        UserBatch.Gate = new TaskCompletionSource();
        UserBatch.Result = ids => new BatchResult([new UserFate(16, "acme.example", "3516", UserOutcome.Done, "kV7wQm3xT9rb")], 0, Failure: null);
        var page = Open<UsersPage>();
        Mark(page, "3516 Reception").Click();
        await StartAsync(page, "New passwords");
        _ = page.Find("#order-form").SubmitAsync();
        page.WaitForAssertion(() => Assert.Equal(["NewPassword 16"], UserBatch.Asked));

        var kept = new TaskCompletionSource();
        Shelf.Changed += () => kept.TrySetResult();

        await DisposeComponentsAsync();

        await kept.Task.WaitAsync(DefaultWaitTimeout, Xunit.TestContext.Current.CancellationToken);
        Assert.Equal("kV7wQm3xT9rb", Assert.Single(Assert.Single(Shelf.Sheets).Passwords).Password);
    }

    [Fact]
    public async Task A_range_says_while_one_types_who_exists_already()
    {
        Directory.Put(Sample.User(16, "101", "Reception"));
        UserBatch.Range = new RangeResult([new GeneratedPassword("acme.example", "100", "kV7wQm3xT9rb")], ["101"], []);
        var page = Open<UsersPage>();
        await OpenMoreAsync(page, "Add a range, 100-149");
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("#range-form")));

        Field(page, "Extensions").Input("102-");
        Assert.Contains("A range is the first and the last extension", page.Find(".range-outlook").TextContent, StringComparison.Ordinal);
        Field(page, "Extensions").Input("100-101");
        Assert.Equal("Adds 1 user. 101 exists already and stays as it is.", page.Find(".range-outlook").TextContent);
        page.Find("#range-form").Submit();

        page.WaitForAssertion(() => Assert.Equal("kV7wQm3xT9rb", page.Find(".sheet code").TextContent));
        Assert.Equal("100-101", Assert.Single(UserBatch.Ranges).Range);
    }

    [Fact]
    public async Task A_range_that_is_sent_off_twice_in_a_row_is_added_once_and_its_passwords_stay()
    {
        Directory.Put(Reception);
        UserBatch.Range = new RangeResult([new GeneratedPassword("acme.example", "100", "kV7wQm3xT9rb")], [], []);
        UserBatch.Gate = new TaskCompletionSource();
        var page = Open<UsersPage>();
        await OpenMoreAsync(page, "Add a range, 100-149");
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("#range-form")));
        Field(page, "Extensions").Input("100-100");

        _ = page.Find("#range-form").SubmitAsync();
        _ = page.Find("#range-form").SubmitAsync();
        UserBatch.Gate.SetResult();

        page.WaitForAssertion(() => Assert.Equal("kV7wQm3xT9rb", page.Find(".sheet code").TextContent));
        Assert.Single(UserBatch.Ranges);
    }

    [Fact]
    public async Task Exports_what_is_listed()
    {
        Directory.Put(Reception with { PhoneNumbers = ["+4989", "17"] }, Sample.User(17, "3517", "Accounting"));
        Navigation.NavigateTo("/users?q=reception");
        var page = Open<UsersPage>();

        await OpenMoreAsync(page, "Export these 1");

        page.WaitForAssertion(() => Assert.Single(JSInterop.Invocations["pbxportal.download"]));
        Assert.Equal(
            "domain,extension,password,display_name,email,phone_numbers,max_devices,enabled,ring_order,ring_seconds\nacme.example,3516,,Reception,,+4989;17,,true,all_at_once,\n",
            JSInterop.Invocations["pbxportal.download"][0].Arguments[1]);
    }

    [Fact]
    public void A_reader_selects_to_export_and_orders_nothing()
    {
        SignIn(PortalRole.ReadOnly);
        Directory.Put(Reception);
        var page = Open<UsersPage>();

        Mark(page, "3516 Reception").Click();

        Assert.Equal(["Export", "Clear selection"], page.FindAll(".selection button").Select(button => button.TextContent));
    }

    private static IElement Mark(IRenderedComponent<IComponent> page, string label) => page.Find($"input[aria-label='Select {label}']");

    private static Task StartAsync(IRenderedComponent<IComponent> page, string order)
    {
        _ = page.FindAll(".selection button").Single(button => string.Equals(button.TextContent, order, StringComparison.Ordinal)).ClickAsync();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("#order-form")));
        return Task.CompletedTask;
    }

    private static Task CloseAsync(IRenderedComponent<IComponent> page, string button) =>
        page.FindAll(".mud-dialog-actions button").Single(one => string.Equals(one.TextContent, button, StringComparison.Ordinal)).ClickAsync();

    private static async Task OpenMoreAsync(IRenderedComponent<IComponent> page, string command)
    {
        await page.Find(".head-end .mud-menu button").ClickAsync();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".mud-menu-item")));
        _ = page.FindAll(".mud-menu-item").Single(item => string.Equals(item.TextContent.Trim(), command, StringComparison.Ordinal)).ClickAsync();
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
