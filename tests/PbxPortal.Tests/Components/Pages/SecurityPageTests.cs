using Bunit;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Components.Layout;
using PbxPortal.Components.Pages;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Admission;
using PbxPortal.Server.Location;
using PbxPortal.Tests.Components.Fakes;

namespace PbxPortal.Tests.Components.Pages;

public sealed class SecurityPageTests : PortalPageContext
{
    public SecurityPageTests()
    {
        SignIn(PortalRole.Admin);
    }

    private static Ban Stranger => new()
    {
        Network = FakeSecurityAdministration.Network("203.0.113.7"),
        Since = Sample.Now.AddMinutes(-4),
        Until = Sample.Now.AddMinutes(36),
        Reason = "120 wrong passwords, the last for 3516",
        Tries = 120,
        Round = 2,
    };

    private static Ban OfUser => new()
    {
        Network = FakeSecurityAdministration.Network("198.51.100.9"),
        User = "3516",
        Since = Sample.Now.AddMinutes(-1),
        Reason = "60 wrong passwords for 3516",
        SparesRegistered = true,
        By = "anna",
    };

    [Fact]
    public void Says_what_would_be_here_while_there_is_nothing()
    {
        var page = Open<SecurityPage>();

        page.WaitForAssertion(() => Assert.Equal(
            ["Nobody is banned", "No network is allowed yet", "No failed sign-ins", "No device is kept out"],
            page.FindAll(".empty h2").Select(title => title.TextContent)));
    }

    [Fact]
    public void Shows_each_ban_with_its_reason_its_scope_and_who_made_it()
    {
        Security.Bans.AddRange([Stranger, OfUser]);
        Security.Silenced.Add(new SilenceCount(SilenceKind.Banned, 1204, 5000));

        var page = Open<SecurityPage>();

        var rows = page.FindAll("table[aria-label='Banned addresses'] tbody tr").Select(row => row.TextContent).ToList();
        Assert.Contains("203.0.113.7", rows[0], StringComparison.Ordinal);
        Assert.Contains("120 wrong passwords, the last for 3516", rows[0], StringComparison.Ordinal);
        Assert.Contains("by the server, ban 2 in a row", rows[0], StringComparison.Ordinal);
        Assert.Contains("for user 3516; its registered devices are still heard", rows[1], StringComparison.Ordinal);
        Assert.Contains("it is lifted", rows[1], StringComparison.Ordinal);
        Assert.Contains("by anna", rows[1], StringComparison.Ordinal);
        Assert.Contains("1,204 from banned addresses", page.Find(".silence").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_ban_that_comes_while_one_looks_is_shown()
    {
        var page = Open<SecurityPage>();
        Assert.Empty(page.FindAll("table[aria-label='Banned addresses']"));

        Security.Bans.Add(Stranger);
        Security.Tell();

        page.WaitForAssertion(() => Assert.Single(page.FindAll("table[aria-label='Banned addresses'] tbody tr")));
    }

    [Fact]
    public async Task Unban_lifts_this_ban_and_says_so()
    {
        Security.Bans.AddRange([Stranger, OfUser]);
        var page = Open<SecurityPage>();

        await page.Find("button[aria-label='Unban 198.51.100.9 for 3516']").ClickAsync();

        Assert.Equal(["unban 198.51.100.9 3516"], Security.Asked);
        page.WaitForAssertion(() => Assert.Contains("198.51.100.9 is heard again. Nothing that came before counts against it.", Said));
    }

    [Fact]
    public async Task Says_why_a_ban_could_not_be_lifted()
    {
        Security.Bans.Add(Stranger);
        Security.Failure = new StoreUnavailableException("The disk is full.");
        var page = Open<SecurityPage>();

        await page.Find("button[aria-label='Unban 203.0.113.7']").ClickAsync();

        page.WaitForAssertion(() => Assert.Contains(Said, said => said!.Contains("the disk is full", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_mistake_in_a_ban_stands_at_its_field()
    {
        Security.Mistakes = [new Mistake("Network", "'pbx' is not an address. Example: 203.0.113.7")];
        var page = Open<SecurityPage>();
        _ = page.FindAll("button").Single(button => button.TextContent is "Ban an address").ClickAsync();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("#ban-form")));

        page.Find("#ban-form").Submit();

        Assert.Equal(["ban  1440 "], Security.Asked);
        page.WaitForAssertion(() => Assert.Contains("'pbx' is not an address", page.Find(".mud-dialog").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void A_mistake_in_an_allowed_network_stands_in_its_dialog()
    {
        Security.Mistakes = [new Mistake("", "There are 1000 allowed networks already.")];
        var page = Open<SecurityPage>();
        _ = page.FindAll("button").Single(button => button.TextContent is "Allow a network").ClickAsync();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("#allow-form")));

        page.Find("#allow-form").Submit();

        page.WaitForAssertion(() => Assert.Contains("There are 1000 allowed", page.Find(".mud-dialog .error-state").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_allowed_network_of_the_portal_can_be_removed_and_one_of_the_settings_cannot()
    {
        Security.AllowedNetworks.Add(new ExemptNetwork(FakeSecurityAdministration.Network("10.0.0.0/8"), "", null, ""));
        Security.AllowedNetworks.Add(new ExemptNetwork(FakeSecurityAdministration.Network("192.0.2.0/24"), "head office", Sample.Now, "anna"));
        var page = Open<SecurityPage>();
        Assert.Contains("in the settings of the server", page.Find("table[aria-label='Allowed networks'] tbody tr").TextContent, StringComparison.Ordinal);

        _ = page.Find("button[aria-label='Remove 192.0.2.0/24']").ClickAsync();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".mud-dialog")));
        await page.FindAll(".mud-dialog button").Single(button => button.TextContent is "Remove network").ClickAsync();

        page.WaitForAssertion(() => Assert.Equal(["disallow 192.0.2.0/24"], Security.Asked));
        Assert.Empty(page.FindAll("button[aria-label='Remove 10.0.0.0/8']"));
    }

    [Fact]
    public async Task Devices_that_are_kept_out_come_and_go_and_can_be_allowed()
    {
        var page = Open<SecurityPage>();
        page.WaitForAssertion(() => Assert.Contains("No device is kept out", page.Markup, StringComparison.Ordinal));

        Feed.Put(Sample.Device(7, DeviceStatus.KeptOut) with { Reason = "by anna" });
        await LetTheFeedThroughAsync();
        page.WaitForAssertion(() => Assert.Contains("Avaya 9641", page.Find("table[aria-label='Devices kept out']").TextContent, StringComparison.Ordinal));
        await page.Find("button[aria-label='Allow Avaya 9641 of 3516 Reception']").ClickAsync();
        Feed.Put(Sample.Device(7, DeviceStatus.Offline));
        await LetTheFeedThroughAsync();

        Assert.NotEmpty(DeviceAdministration.Asked);
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("table[aria-label='Devices kept out']")));
    }

    [Fact]
    public void Who_administers_one_domain_sees_its_devices_and_no_bans()
    {
        SignIn(PortalRole.Admin, Sample.Acme.Id);
        Security.Bans.Add(Stranger);
        Feed.Put(Sample.Device(7, DeviceStatus.KeptOut));
        Feed.Put(Sample.Device(8, DeviceStatus.KeptOut) with { DomainId = Sample.Globex.Id });

        var page = Open<SecurityPage>();

        page.WaitForAssertion(() => Assert.Single(page.FindAll("table[aria-label='Devices kept out'] tbody tr")));
        Assert.Empty(page.FindAll("table[aria-label='Banned addresses']"));
        Assert.DoesNotContain("Ban an address", page.Markup, StringComparison.Ordinal);
        Assert.Contains("for administrators of the whole server", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_when_the_page_is_not_live_any_more()
    {
        Feed.Failure = new InvalidOperationException("The feed has ended.");

        var page = Open<SecurityPage>();

        page.WaitForAssertion(() => Assert.Contains("This page is not live any more.", page.Find(".error-state").TextContent, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(PortalRole.HelpDesk, false)]
    [InlineData(PortalRole.Admin, true)]
    public void The_menu_offers_it_to_administrators(PortalRole role, bool isOffered)
    {
        SignIn(role);

        var menu = Render<NavigationMenu>();

        Assert.Equal(isOffered, menu.FindAll("a[href='/security']").Count == 1);
    }

    [Fact]
    public async Task Failed_sign_ins_have_their_remedy_beside_them()
    {
        SignIn(PortalRole.Admin);
        FailedSignIns.All.AddRange(
        [
            new FailedSignIn(Sample.Now, 3, "maria", "203.0.113.7", SignInRefusal.Locked, Count: 4, IsLocked: true),
            new FailedSignIn(Sample.Now, AccountId: null, "", "203.0.113.8", SignInRefusal.UnknownAccount),
        ]);
        var page = Open<SecurityPage>();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("table[aria-label='Failed sign-ins']")));
        var rows = page.FindAll("table[aria-label='Failed sign-ins'] tbody tr");
        Assert.Contains("4 times", rows[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("no such account", rows[1].TextContent, StringComparison.Ordinal);
        Assert.Single(rows[1].QuerySelectorAll("button"));

        await page.Find("button[aria-label='Unlock maria']").ClickAsync();
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("button[aria-label='Unlock maria']")));
        await page.Find("button[aria-label='Ban 203.0.113.8']").ClickAsync();

        Assert.Equal(["unlock 3"], FailedSignIns.Asked);
        Assert.Contains("203.0.113.8 is banned for a day.", Said);
    }

    [Fact]
    public async Task Without_failed_sign_ins_it_says_so_and_without_the_role_nothing()
    {
        SignIn(PortalRole.Admin);
        Assert.Contains("No failed sign-ins", Open<SecurityPage>().Markup, StringComparison.Ordinal);

        await DisposeComponentsAsync();
        SignIn(PortalRole.Admin, Sample.Acme.Id);
        Assert.DoesNotContain("ailed sign-ins", Open<SecurityPage>().Markup, StringComparison.Ordinal);
    }
}
