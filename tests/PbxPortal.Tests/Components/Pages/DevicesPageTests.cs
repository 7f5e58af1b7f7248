using System.Globalization;
using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;
using PbxPortal.Accounts;
using PbxPortal.Components.Devices;
using PbxPortal.Components.Live;
using PbxPortal.Components.Pages;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Calls;
using PbxPortal.Server.Devices;
using PbxPortal.Server.Location;
using PbxPortal.Server.Subscriptions;
using PbxPortal.Tests.Components.Fakes;

namespace PbxPortal.Tests.Components.Pages;

public sealed class DevicesPageTests : PortalPageContext
{
    [Fact]
    public void Says_what_would_be_here_when_no_phone_has_registered()
    {
        var page = Open<DevicesPage>();

        page.WaitForAssertion(() => Assert.Contains("No phone has registered yet", page.Markup, StringComparison.Ordinal));
        Assert.Equal("/users", page.Find(".empty a").GetAttribute("href"));
    }

    [Fact]
    public async Task Shows_a_phone_as_soon_as_it_registers()
    {
        var page = Open<DevicesPage>();

        Feed.Put(Sample.Device(1));
        await LetTheFeedThroughAsync();

        page.WaitForAssertion(() => Assert.Single(Rows(page)));
        var row = Rows(page)[0];
        Assert.Equal("Online", row.QuerySelector(".status")!.TextContent);
        Assert.Contains("3516 Reception", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("Avaya 9641", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("198.51.100.20:5061", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("TLS", row.TextContent, StringComparison.Ordinal);
        Assert.Equal(Unix(Sample.Now.AddMinutes(40)), row.QuerySelector("[data-expires]")!.GetAttribute("data-expires"));
        Assert.Equal("3600", row.QuerySelector("[data-granted]")!.GetAttribute("data-granted"));
        Assert.Contains("1 of 1 reachable", page.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DeviceCallState.Ringing, "Ringing")]
    [InlineData(DeviceCallState.Calling, "Calling")]
    [InlineData(DeviceCallState.InCall, "In call")]
    public async Task A_phone_that_rings_or_is_in_a_call_says_so_beside_its_status(DeviceCallState state, string word)
    {
        Feed.Put(Sample.Device(1));
        var page = Open<DevicesPage>();
        page.WaitForAssertion(() => Assert.Equal("Online", Assert.Single(Rows(page)[0].QuerySelectorAll(".status")).TextContent));

        Feed.Put(Sample.Device(1) with { CallState = state });
        await LetTheFeedThroughAsync();
        page.WaitForAssertion(() => Assert.Equal(["Online", word], Rows(page)[0].QuerySelectorAll(".status").Select(status => status.TextContent)));

        Feed.Put(Sample.Device(1));
        await LetTheFeedThroughAsync();
        page.WaitForAssertion(() => Assert.Equal("Online", Assert.Single(Rows(page)[0].QuerySelectorAll(".status")).TextContent));
    }

    [Fact]
    public async Task A_phone_that_loses_its_connection_is_shown_as_disconnected_and_counts_no_more()
    {
        Feed.Put(Sample.Device(1), Sample.Device(2));
        var page = Open<DevicesPage>();
        page.WaitForAssertion(() => Assert.Equal(2, Rows(page).Count));
        Assert.DoesNotContain(page.FindAll("button"), button => button.TextContent.StartsWith("Disconnected", StringComparison.Ordinal));

        Feed.Put(Sample.Device(1, DeviceStatus.Disconnected) with { Reason = "connection lost" });
        await LetTheFeedThroughAsync();

        page.WaitForAssertion(() => Assert.Contains("1 of 2 reachable", page.Markup, StringComparison.Ordinal));
        var row = Rows(page).Single(row => string.Equals(IdOf(row), "device-1", StringComparison.Ordinal));
        Assert.Equal("Disconnected", row.QuerySelector(".status.disconnected")!.TextContent);
        Assert.Contains("connection lost", row.TextContent, StringComparison.Ordinal);
        Assert.NotNull(row.QuerySelector("[data-expires]"));
        Facet(page, "Disconnected").Click();
        page.WaitForAssertion(() => Assert.Single(Rows(page)));
        Assert.EndsWith("/devices?status=disconnected", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Takes_a_row_away_when_its_device_is_forgotten()
    {
        Feed.Put(Sample.Device(1), Sample.Device(2));
        var page = Open<DevicesPage>();
        page.WaitForAssertion(() => Assert.Equal(2, Rows(page).Count));

        Feed.Remove(1);
        await LetTheFeedThroughAsync();

        page.WaitForAssertion(() => Assert.Single(Rows(page)));
    }

    [Fact]
    public async Task Is_drawn_only_when_something_in_it_changed()
    {
        Feed.Put(Enumerable.Range(1, 500).Select(id => Sample.Device(id)));
        var page = Open<DevicesPage>();
        page.WaitForAssertion(() => Assert.NotEmpty(Rows(page)));
        Assert.InRange(Rows(page).Count, 1, 400);
        var before = page.RenderCount;

        Feed.Put(Sample.Device(500) with { RefreshCount = 2 });
        await LetTheFeedThroughAsync();
        var unseen = page.RenderCount;
        Feed.Put(Sample.Device(1) with { RefreshCount = 2 });
        await LetTheFeedThroughAsync();
        page.WaitForAssertion(() => Assert.True(page.RenderCount > unseen));

        Assert.Equal(before, unseen);
    }

    [Fact]
    public async Task Is_drawn_once_for_a_batch_even_when_rows_come_and_go_and_move()
    {
        Feed.Put(Enumerable.Range(1, 20).Select(id => Sample.Device(id)));
        var page = Open<DevicesPage>();
        page.WaitForAssertion(() => Assert.Equal(20, Rows(page).Count));
        var before = page.RenderCount;

        Feed.Put([.. Enumerable.Range(21, 5).Select(id => Sample.Device(id)), Sample.Device(20, DeviceStatus.Failing)]);
        await LetTheFeedThroughAsync();
        page.WaitForAssertion(() => Assert.Equal(25, Rows(page).Count));
        Feed.Remove(3);
        await LetTheFeedThroughAsync();
        page.WaitForAssertion(() => Assert.Equal(24, Rows(page).Count));

        Assert.Equal(before + 2, page.RenderCount);
    }

    [Fact]
    public async Task A_row_that_moves_stays_itself_and_the_others_are_not_drawn()
    {
        Feed.Put(Sample.Device(1) with { Extension = "1" }, Sample.Device(2) with { Extension = "2" }, Sample.Device(3) with { Extension = "3" });
        var page = Open<DevicesPage>();
        page.WaitForAssertion(() => Assert.Equal(3, Rows(page).Count));
        var rows = page.FindComponents<DeviceTableRow>();
        int[] drawn = [.. rows.Select(row => row.RenderCount)];

        Feed.Put(Sample.Device(3, DeviceStatus.Failing) with { Extension = "3" });
        await LetTheFeedThroughAsync();

        page.WaitForAssertion(() => Assert.Equal(["device-3", "device-1", "device-2"], Rows(page).Select(IdOf)));
        Assert.Equal(rows.Select(row => row.Instance).ToHashSet(), page.FindComponents<DeviceTableRow>().Select(row => row.Instance).ToHashSet());
        Assert.Equal(drawn[..2], rows.Take(2).Select(row => row.RenderCount));
        Assert.True(rows[2].RenderCount > drawn[2]);
    }

    [Fact]
    public async Task Draws_the_rows_to_which_the_reader_has_scrolled()
    {
        Feed.Put(Enumerable.Range(1, 500).Select(id => Sample.Device(id) with { Extension = id.ToString(CultureInfo.InvariantCulture) }));
        var page = Open<DevicesPage>();
        page.WaitForAssertion(() => Assert.Equal("device-1", IdOf(Rows(page)[0])));

        await page.FindComponent<LongTable<DeviceRow>>().Instance.ShowRows(200, 10);

        page.WaitForAssertion(() => Assert.Equal("device-193", IdOf(Rows(page)[0])));
        Assert.Equal(30, Rows(page).Count);
        Assert.Equal(["--rows: 192", "--rows: 278"], page.FindAll(".rows-left-out").Select(room => room.GetAttribute("style")));
    }

    [Fact]
    public async Task A_menu_is_made_when_it_is_opened()
    {
        Feed.Put(Sample.Device(1), Sample.Device(2));
        var page = Open<DevicesPage>();
        page.WaitForAssertion(() => Assert.Equal(2, Rows(page).Count));
        Assert.Empty(page.FindAll("[id^=popovercontent-]"));

        await page.Find(".row-actions .mud-menu button").ClickAsync();

        page.WaitForAssertion(() => Assert.Contains("Details", MenuItems(page)));
        Assert.Single(page.FindAll("[id^=popovercontent-]"));
        Assert.Single(JSInterop.Invocations["mudPopover.connect"]);
    }

    [Fact]
    public void Says_how_many_there_are_when_none_of_them_matches()
    {
        Feed.Put(Sample.Device(1), Sample.Device(2));
        Navigation.NavigateTo("/devices?q=nobody");

        var page = Open<DevicesPage>();

        page.WaitForAssertion(() => Assert.Contains("0 of 2 match", page.Markup, StringComparison.Ordinal));
        page.Find(".empty button").Click();
        page.WaitForAssertion(() => Assert.Equal(2, Rows(page).Count));
        Assert.EndsWith("/devices", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void A_facet_filters_and_stands_in_the_address()
    {
        Feed.Put(Sample.Device(1), Sample.Device(2) with { Class = DeviceClass.Mobile });
        var page = Open<DevicesPage>();
        page.WaitForAssertion(() => Assert.Equal(2, Rows(page).Count));

        Facet(page, "Mobile").Click();

        page.WaitForAssertion(() => Assert.Single(Rows(page)));
        Assert.EndsWith("/devices?class=mobile", Navigation.Uri, StringComparison.Ordinal);
        Assert.Equal("true", Facet(page, "Mobile").GetAttribute("aria-pressed"));
    }

    [Fact]
    public void The_address_decides_what_is_shown_and_how_it_is_sorted()
    {
        Feed.Put(
            Sample.Device(1) with { Extension = "9" },
            Sample.Device(2) with { Extension = "10" },
            Sample.Device(3, DeviceStatus.Offline) with { Extension = "11" });
        Navigation.NavigateTo("/devices?status=online&sort=user&desc=1");

        var page = Open<DevicesPage>();

        page.WaitForAssertion(() => Assert.Equal(["device-2", "device-1"], Rows(page).Select(IdOf)));
    }

    [Fact]
    public async Task The_domain_filter_comes_with_a_second_domain()
    {
        Feed.Put(Sample.Device(1));
        var page = Open<DevicesPage>();
        page.WaitForAssertion(() => Assert.Single(Rows(page)));
        Assert.Empty(page.FindAll(".facet-select"));

        Feed.Put(Sample.Device(2) with { DomainId = Sample.Globex.Id, Domain = Sample.Globex.Name });
        await LetTheFeedThroughAsync();

        page.WaitForAssertion(() => Assert.Equal(3, page.FindAll(".facet-select option").Count));
    }

    [Fact]
    public async Task No_row_moves_while_the_reader_is_in_the_list()
    {
        Feed.Put(Sample.Device(1) with { Extension = "9" }, Sample.Device(2) with { Extension = "10" });
        var page = Open<DevicesPage>();
        page.WaitForAssertion(() => Assert.Equal(2, Rows(page).Count));
        await page.FindComponent<DevicesPage>().Instance.InteractionChanged(isBusy: true);

        Feed.Put(Sample.Device(2, DeviceStatus.Failing) with { Extension = "10" });
        await LetTheFeedThroughAsync();

        page.WaitForAssertion(() => Assert.Contains("1 change - apply", page.Markup, StringComparison.Ordinal));
        Assert.Equal(["device-1", "device-2"], Rows(page).Select(IdOf));
        Assert.Equal("Failing", Rows(page)[1].QuerySelector(".status")!.TextContent);

        page.Find(".pending").Click();

        Assert.Equal(["device-2", "device-1"], Rows(page).Select(IdOf));
        Assert.Empty(page.FindAll(".pending"));
    }

    [Fact]
    public async Task A_menu_stays_open_while_its_row_changes()
    {
        Feed.Put(Sample.Device(1));
        var page = Open<DevicesPage>();
        page.WaitForAssertion(() => Assert.Single(Rows(page)));
        await page.Find(".row-actions .mud-menu button").ClickAsync();
        page.WaitForAssertion(() => Assert.Contains("Details", MenuItems(page)));

        for (var refresh = 2; refresh < 20; refresh++)
        {
            var expires = Sample.Now.AddMinutes(60 + refresh);
            Feed.Put(Sample.Device(1) with { RefreshCount = refresh, ExpiresAt = expires });
            await LetTheFeedThroughAsync();
            page.WaitForAssertion(() => Assert.Equal(
                Unix(expires), Rows(page)[0].QuerySelector("[data-expires]")!.GetAttribute("data-expires")));
        }

        Assert.Contains("Details", MenuItems(page));
    }

    [Fact]
    public void A_click_on_a_row_opens_the_details_and_makes_them_a_link()
    {
        Feed.Put(Sample.Device(1));
        var page = Open<DevicesPage>();
        page.WaitForAssertion(() => Assert.Single(Rows(page)));

        Rows(page)[0].Click();

        page.WaitForAssertion(() => Assert.Equal("Avaya 9641", page.Find("#drawer-title").TextContent));
        Assert.EndsWith("/devices?device=1", Navigation.Uri, StringComparison.Ordinal);
        Assert.Contains("Avaya 9641G/6.8", page.Find(".drawer").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_details_stay_with_the_last_state_when_the_device_goes()
    {
        Feed.Put(Sample.Device(1), Sample.Device(2));
        Navigation.NavigateTo("/devices?device=1");
        var page = Open<DevicesPage>();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".drawer")));

        Feed.Remove(1);
        await LetTheFeedThroughAsync();

        page.WaitForAssertion(() => Assert.Contains("This device is gone", page.Find(".drawer").TextContent, StringComparison.Ordinal));
        Assert.Equal("Avaya 9641", page.Find("#drawer-title").TextContent);
        Assert.DoesNotContain(page.FindAll(".drawer button"), button => button.TextContent is "Log out");
    }

    [Fact]
    public async Task What_is_typed_into_the_details_survives_a_refresh_of_the_device()
    {
        Feed.Put(Sample.Device(1));
        Navigation.NavigateTo("/devices?device=1");
        var page = Open<DevicesPage>();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".drawer-form input")));
        page.Find(".drawer-form input").Change("Front desk");

        Feed.Put(Sample.Device(1) with { RefreshCount = 2 });
        await LetTheFeedThroughAsync();
        page.WaitForAssertion(() => Assert.Contains("Refreshes2", page.Find(".drawer").TextContent.Replace("\n", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal));
        page.Find(".drawer-form").Submit();

        Assert.Equal(["edit 1 'Front desk' '' "], DeviceAdministration.Asked);
    }

    [Fact]
    public void Says_why_a_name_could_not_be_saved_and_keeps_it()
    {
        Feed.Put(Sample.Device(1));
        DeviceAdministration.Failure = new StoreUnavailableException("The disk is full.");
        Navigation.NavigateTo("/devices?device=1");
        var page = Open<DevicesPage>();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".drawer-form input")));
        page.Find(".drawer-form input").Change("Front desk");

        page.Find(".drawer-form").Submit();

        Assert.Contains("could not be saved because the disk is full", page.Find(".drawer [role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal("Front desk", page.Find(".drawer-form input").GetAttribute("value"));
    }

    [Fact]
    public void A_kept_out_device_is_let_in_with_one_click()
    {
        Feed.Put(Sample.Device(1, DeviceStatus.KeptOut));
        var page = Open<DevicesPage>();
        page.WaitForAssertion(() => Assert.Single(Rows(page)));

        page.FindAll(".row-actions button").Single(button => button.TextContent is "Allow").Click();

        Assert.Equal(["allow 1"], DeviceAdministration.Asked);
        Assert.Contains(Said, message => message!.Contains("may register again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Log_out_names_the_one_device_and_then_shows_what_was_done()
    {
        Feed.Put(Sample.Device(1), Sample.Device(2) with { Product = "MicroSIP" });
        DeviceAdministration.Outcome = new LogOutOutcome(
            true, true, new Block(5, 1, 16, Sample.Now, Sample.Now.AddHours(1), "anna.berger", ""), OtherDevices: 1);
        var page = Open<DevicesPage>();
        page.WaitForAssertion(() => Assert.Equal(2, Rows(page).Count));

        _ = page.FindAll(".row-actions button").First(button => button.TextContent is "Log out").ClickAsync();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".mud-dialog")));
        var question = page.Find(".mud-dialog").TextContent;
        await page.FindAll(".mud-dialog-actions button").Single(button => button.TextContent is "Log out").ClickAsync();

        Assert.Contains("Avaya 9641", question, StringComparison.Ordinal);
        Assert.DoesNotContain("MicroSIP", question, StringComparison.Ordinal);
        Assert.Contains("The other device of 3516 stays registered", question, StringComparison.Ordinal);
        Assert.Equal(["log out 1 OneHour"], DeviceAdministration.Asked);
        page.WaitForAssertion(() => Assert.Equal(3, page.FindAll(".steps .done").Count));
        Assert.Contains("3516 still has 1 registered device", page.Find(".mud-dialog").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_out_says_when_it_did_not_happen()
    {
        Feed.Put(Sample.Device(1));
        DeviceAdministration.Failure = new StoreUnavailableException("The disk is full.");
        var page = Open<DevicesPage>();
        page.WaitForAssertion(() => Assert.Single(Rows(page)));

        _ = page.FindAll(".row-actions button").First(button => button.TextContent is "Log out").ClickAsync();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".mud-dialog")));
        await page.FindAll(".mud-dialog-actions button").Single(button => button.TextContent is "Log out").ClickAsync();

        page.WaitForAssertion(() => Assert.Contains("Not logged out", page.Find(".mud-dialog [role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Empty(page.FindAll(".steps"));
    }

    [Theory]
    [InlineData(PortalRole.ReadOnly, false)]
    [InlineData(PortalRole.HelpDesk, true)]
    [InlineData(PortalRole.Admin, true)]
    [InlineData(PortalRole.Owner, true)]
    public void Only_who_may_log_out_sees_the_button(PortalRole role, bool expected)
    {
        SignIn(role);
        Feed.Put(Sample.Device(1));
        Navigation.NavigateTo("/devices?device=1");

        var page = Open<DevicesPage>();

        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".drawer")));
        Assert.Equal(expected, page.FindAll(".row-actions button").Any(button => button.TextContent is "Log out"));
        Assert.Equal(expected, page.FindAll(".drawer button").Any(button => button.TextContent is "Log out"));
        Assert.Equal(expected, page.FindAll(".drawer-form").Any());
    }

    [Fact]
    public async Task Check_sync_tells_the_phone_at_once_and_says_what_it_answered()
    {
        Feed.Put(Sample.Device(1));
        var page = Open<DevicesPage>();
        page.WaitForAssertion(() => Assert.Single(Rows(page)));

        await page.Find(".row-actions .mud-menu button").ClickAsync();
        await MenuItem(page, "Check sync").ClickAsync();

        page.WaitForAssertion(() => Assert.Equal(["notify 1 CheckSync"], DeviceAdministration.Asked));
        Assert.Contains("Avaya 9641 of 3516 Reception has taken it: 200 OK, after 23 ms.", Said);
    }

    [Theory]
    [InlineData(false, "Do not disturb", "do not disturb 1 True", "No call rings on Avaya 9641 of 3516 Reception any more. It stays registered.")]
    [InlineData(true, "Let it ring", "do not disturb 1 False", "Calls ring on Avaya 9641 of 3516 Reception again.")]
    public async Task Calls_are_kept_from_a_device_and_let_ring_again(bool isOn, string item, string asked, string said)
    {
        Feed.Put(Sample.Device(1) with { DoNotDisturb = isOn });
        var page = Open<DevicesPage>();
        page.WaitForAssertion(() => Assert.Single(Rows(page)));
        Assert.Equal(isOn, page.Find(".c-status .status-line").TextContent.Contains("Do not disturb", StringComparison.Ordinal));

        await page.Find(".row-actions .mud-menu button").ClickAsync();
        await MenuItem(page, item).ClickAsync();

        page.WaitForAssertion(() => Assert.Equal([asked], DeviceAdministration.Asked));
        Assert.Contains(said, Said);
    }

    [Fact]
    public async Task Reboot_asks_first_and_does_nothing_when_it_is_cancelled()
    {
        Feed.Put(Sample.Device(1));
        var page = Open<DevicesPage>();
        page.WaitForAssertion(() => Assert.Single(Rows(page)));

        await page.Find(".row-actions .mud-menu button").ClickAsync();
        _ = MenuItem(page, "Reboot").ClickAsync();
        page.WaitForAssertion(() => Assert.Contains("A call on it ends", page.Find(".mud-dialog").TextContent, StringComparison.Ordinal));
        await page.FindAll(".mud-dialog-actions button").Single(button => button.TextContent is "Cancel").ClickAsync();

        Assert.Empty(DeviceAdministration.Asked);
    }

    [Fact]
    public async Task Reboot_is_sent_when_it_is_confirmed()
    {
        Feed.Put(Sample.Device(1));
        DeviceAdministration.Notice = new NoticeOutcome(NoticeResult.Answered, "check-sync;reboot=true", 489, "Bad Event");
        var page = Open<DevicesPage>();
        page.WaitForAssertion(() => Assert.Single(Rows(page)));

        await page.Find(".row-actions .mud-menu button").ClickAsync();
        _ = MenuItem(page, "Reboot").ClickAsync();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".mud-dialog")));
        await page.FindAll(".mud-dialog-actions button").Single(button => button.TextContent is "Reboot").ClickAsync();

        page.WaitForAssertion(() => Assert.Equal(["notify 1 Reboot"], DeviceAdministration.Asked));
        page.WaitForAssertion(() => Assert.Contains("Avaya 9641 of 3516 Reception does not do this: 489 Bad Event.", Said));
    }

    [Fact]
    public async Task A_phone_that_may_reboot_in_either_case_is_asked_about_at_check_sync_too()
    {
        Feed.Put(Sample.Device(1) with { Product = "Yealink T46U" });
        var page = Open<DevicesPage>();
        page.WaitForAssertion(() => Assert.Single(Rows(page)));

        await page.Find(".row-actions .mud-menu button").ClickAsync();
        _ = MenuItem(page, "Check sync").ClickAsync();

        page.WaitForAssertion(() => Assert.Contains("sip.notify_reboot_enable", page.Find(".mud-dialog").TextContent, StringComparison.Ordinal));
        Assert.Empty(DeviceAdministration.Asked);
    }

    [Theory]
    [InlineData("MicroSIP", true, "It is not known how a MicroSIP is told.")]
    [InlineData("Avaya 9641", false, "There is no way to the device until it registers again")]
    public async Task What_cannot_be_told_is_disabled_with_the_reason(string product, bool hasFlow, string reason)
    {
        Feed.Put(Sample.Device(1) with { Product = product, HasFlow = hasFlow });
        Navigation.NavigateTo("/devices?device=1");
        var page = Open<DevicesPage>();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".drawer")));

        await page.Find(".row-actions .mud-menu button").ClickAsync();

        page.WaitForAssertion(() => Assert.Contains(reason, page.Find(".menu-reason").TextContent, StringComparison.Ordinal));
        Assert.All(["Check sync", "Reboot"], text => Assert.Contains("mud-disabled", MenuItem(page, text).ClassName!, StringComparison.Ordinal));
        Assert.Contains(reason, page.Find(".drawer-reason").TextContent, StringComparison.Ordinal);
        Assert.All(
            page.FindAll(".drawer-actions button").Where(button => button.TextContent is "Check sync" or "Reboot"),
            button => Assert.True(button.HasAttribute("disabled")));
    }

    [Fact]
    public void Who_may_only_read_is_offered_neither()
    {
        SignIn(PortalRole.ReadOnly);
        Feed.Put(Sample.Device(1));
        Navigation.NavigateTo("/devices?device=1");
        var page = Open<DevicesPage>();
        page.WaitForAssertion(() => Assert.Single(Rows(page)));

        page.Find(".row-actions .mud-menu button").Click();

        Assert.DoesNotContain("Reboot", MenuItems(page));
        Assert.DoesNotContain(page.FindAll(".drawer button"), button => button.TextContent is "Reboot");
    }

    [Fact]
    public void Shows_beside_the_transport_how_fast_the_device_answers()
    {
        Feed.Put(Sample.Device(1) with { RoundTrip = TimeSpan.FromMilliseconds(23.4) });

        var page = Open<DevicesPage>();

        page.WaitForAssertion(() => Assert.Contains("23 ms", Rows(page)[0].QuerySelector(".c-transport")!.TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void Shows_only_the_domains_of_the_account()
    {
        SignIn(PortalRole.HelpDesk, Sample.Globex.Id);
        Feed.Put(Sample.Device(1), Sample.Device(2) with { DomainId = Sample.Globex.Id, Domain = Sample.Globex.Name });

        var page = Open<DevicesPage>();

        page.WaitForAssertion(() => Assert.Equal(["device-2"], Rows(page).Select(IdOf)));
    }

    [Fact]
    public void Drops_the_rows_of_a_domain_when_the_account_loses_it()
    {
        Feed.Put(Sample.Device(1), Sample.Device(2) with { DomainId = Sample.Globex.Id, Domain = Sample.Globex.Name });
        var page = Open<DevicesPage>();
        page.WaitForAssertion(() => Assert.Equal(2, Rows(page).Count));

        SignIn(PortalRole.HelpDesk, Sample.Globex.Id);

        page.WaitForAssertion(() => Assert.Equal(["device-2"], Rows(page).Select(IdOf)));
    }

    [Fact]
    public void Says_that_the_list_is_not_live_any_more_when_the_feed_fails()
    {
        Feed.Put(Sample.Device(1));
        Feed.Failure = new InvalidOperationException("The feed is broken.");
        var page = Open<DevicesPage>();
        page.WaitForAssertion(() => Assert.Contains("not live any more", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));

        Feed.Failure = null;
        page.Find("[role=alert] button").Click();

        page.WaitForAssertion(() => Assert.Single(Rows(page)));
        Assert.Empty(page.FindAll("[role=alert]"));
    }

    [Fact]
    public async Task A_paused_list_stands_still_and_catches_up()
    {
        Feed.Put(Sample.Device(1), Sample.Device(2));
        var page = Open<DevicesPage>();
        page.WaitForAssertion(() => Assert.Equal(2, Rows(page).Count));

        page.Find(".pause button").Click();
        Feed.Put(Sample.Device(1, DeviceStatus.Offline), Sample.Device(3));
        await LetTheFeedThroughAsync();
        page.WaitForAssertion(() => Assert.Equal("Paused, 2 devices have changed", page.Find(".facet.late").TextContent));
        Assert.Equal(["Online", "Online"], Rows(page).Select(row => row.QuerySelector(".status")!.TextContent));
        Assert.Equal("true", page.Find(".pause button").GetAttribute("aria-pressed"));

        page.Find(".pause button").Click();

        page.WaitForAssertion(() => Assert.Equal(3, Rows(page).Count));
        Assert.Empty(page.FindAll(".facet.late"));
        Assert.Contains("2 of 3 reachable", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_selection_holds_the_order_until_it_is_cleared()
    {
        Feed.Put(Sample.Device(1), Sample.Device(2), Sample.Device(3));
        var page = Open<DevicesPage>();
        page.WaitForAssertion(() => Assert.Equal(3, Rows(page).Count));
        Tick(page, 2);

        Feed.Put(Sample.Device(3, DeviceStatus.Failing));
        await LetTheFeedThroughAsync();

        page.WaitForAssertion(() => Assert.Equal("1 change - apply", page.Find(".facet.pending").TextContent));
        Assert.Equal(["device-1", "device-2", "device-3"], Rows(page).Select(IdOf));
        Assert.Equal("1 selected", page.Find(".bulk-bar b").TextContent);
        BulkButton(page, "Clear selection").Click();
        page.WaitForAssertion(() => Assert.Equal(["device-3", "device-1", "device-2"], Rows(page).Select(IdOf)));
        Assert.Empty(page.FindAll(".bulk-bar"));
    }

    [Fact]
    public async Task A_device_that_goes_is_selected_no_more()
    {
        Feed.Put(Sample.Device(1), Sample.Device(2));
        var page = Open<DevicesPage>();
        page.WaitForAssertion(() => Assert.Equal(2, Rows(page).Count));
        Tick(page, 1);
        Tick(page, 2);

        Feed.Remove(1);
        await LetTheFeedThroughAsync();

        page.WaitForAssertion(() => Assert.Equal("1 selected", page.Find(".bulk-bar b").TextContent));
    }

    [Fact]
    public void What_the_filter_hides_is_selected_no_more()
    {
        Feed.Put(Sample.Device(1), Sample.Device(2) with { Class = DeviceClass.Mobile });
        var page = Open<DevicesPage>();
        page.WaitForAssertion(() => Assert.Equal(2, Rows(page).Count));
        Tick(page, 1);
        Tick(page, 2);

        Facet(page, "Mobile").Click();

        page.WaitForAssertion(() => Assert.Equal("1 selected", page.Find(".bulk-bar b").TextContent));
    }

    [Fact]
    public async Task Logs_out_all_that_are_selected_and_counts_what_came_of_it()
    {
        Feed.Put(Sample.Device(1), Sample.Device(2) with { Class = DeviceClass.Mobile }, Sample.Device(3));
        var page = Open<DevicesPage>();
        page.WaitForAssertion(() => Assert.Equal(3, Rows(page).Count));
        Tick(page, 1);
        Tick(page, 2);

        _ = BulkButton(page, "Log out").ClickAsync();
        page.WaitForAssertion(() => Assert.Contains("2 devices", page.Find(".mud-dialog").TextContent, StringComparison.Ordinal));
        Assert.Contains("1 desk, 1 mobile", page.Find(".mud-dialog").TextContent, StringComparison.Ordinal);
        await page.FindAll(".mud-dialog-actions button").Single(button => button.TextContent is "Log out").ClickAsync();

        page.WaitForAssertion(() => Assert.Contains("2 × logged out", page.Find(".steps").TextContent, StringComparison.Ordinal));
        Assert.Equal(["log out 1 OneHour", "log out 2 OneHour"], DeviceAdministration.Asked);
    }

    [Fact]
    public async Task More_than_twenty_want_their_number_typed()
    {
        Feed.Put(Enumerable.Range(1, 21).Select(id => Sample.Device(id)));
        var page = Open<DevicesPage>();
        page.WaitForAssertion(() => Assert.Equal(21, Rows(page).Count));
        Tick(page, 1);
        BulkButton(page, "Select all 21 listed").Click();

        _ = BulkButton(page, "Reboot").ClickAsync();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".mud-dialog input")));
        Assert.True(Confirm(page).HasAttribute("disabled"));
        page.Find(".mud-dialog input").Input("20");
        Assert.True(Confirm(page).HasAttribute("disabled"));
        page.Find(".mud-dialog input").Input("21");
        await Confirm(page).ClickAsync();

        page.WaitForAssertion(() => Assert.Contains("21 × told", page.Find(".steps").TextContent, StringComparison.Ordinal));
        Assert.Equal(21, DeviceAdministration.Asked.Count);
    }

    [Fact]
    public void Who_may_only_read_selects_nothing()
    {
        SignIn(PortalRole.ReadOnly);
        Feed.Put(Sample.Device(1));

        var page = Open<DevicesPage>();

        page.WaitForAssertion(() => Assert.Single(Rows(page)));
        Assert.Empty(page.FindAll("input[type=checkbox]"));
    }

    [Fact]
    public async Task Leaves_no_watcher_behind()
    {
        Feed.Put(Sample.Device(1));
        var page = Open<DevicesPage>();
        page.WaitForAssertion(() => Assert.Single(Rows(page)));
        await LetTheFeedThroughAsync();
        page.WaitForAssertion(() => Assert.Equal(1, Feed.Watchers));

        await DisposeComponentsAsync();

        Assert.Equal(0, Feed.Watchers);
    }

    private static IReadOnlyList<IElement> Rows(IRenderedComponent<IComponent> page) => page.FindAll("tr.device-row");

    private static string? IdOf(IElement row) => row.QuerySelector("[data-device]")!.Id;

    private static void Tick(IRenderedComponent<IComponent> page, int device) =>
        Rows(page).Single(row => string.Equals(IdOf(row), $"device-{device}", StringComparison.Ordinal)).QuerySelector("input[type=checkbox]")!.Change(true);

    private static IElement BulkButton(IRenderedComponent<IComponent> page, string text) =>
        page.FindAll(".bulk-bar button").Single(button => string.Equals(button.TextContent, text, StringComparison.Ordinal));

    private static IElement Confirm(IRenderedComponent<IComponent> page) =>
        page.FindAll(".mud-dialog-actions button").Single(button => button.TextContent is "Reboot");

    private static IElement Facet(IRenderedComponent<IComponent> page, string word) =>
        page.FindAll(".facet").Single(facet => facet.TextContent.StartsWith(word, StringComparison.Ordinal));

    private static IElement MenuItem(IRenderedComponent<IComponent> page, string text)
    {
        page.WaitForAssertion(() => Assert.Contains(text, MenuItems(page)));
        return page.FindAll(".mud-menu-item").First(item => string.Equals(item.TextContent.Trim(), text, StringComparison.Ordinal));
    }

    private static IEnumerable<string> MenuItems(IRenderedComponent<IComponent> page) =>
        page.FindAll(".mud-menu-item").Select(item => item.TextContent.Trim());

    private static string Unix(DateTimeOffset moment) =>
        moment.ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
}
