using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Components.Pages;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Devices;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Location;
using PbxPortal.Sip.Transport;
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
    public void Another_user_on_the_same_page_stands_above_his_own_devices_only()
    {
        Directory.Put(Sample.User(17, "3517", "Colleague"));
        Feed.Put(Sample.Device(1), Sample.Device(2) with { UserId = 17, Product = "MicroSIP" });
        var page = Open<UserPage>(("Id", 16L));
        page.WaitForAssertion(() => Assert.Contains("Avaya 9641", page.Find(".card").TextContent, StringComparison.Ordinal));

        page.FindComponent<UserPage>().Render(parameters => parameters.Add(other => other.Id, 17L));

        page.WaitForAssertion(() => Assert.Contains("MicroSIP", Assert.Single(page.FindAll(".card")).TextContent, StringComparison.Ordinal));
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

    [Fact]
    public void Lists_the_own_password_and_says_what_device_passwords_are_for()
    {
        Directory.Put(Reception with { Credentials = [Own] });
        Feed.Put(Sample.Device(1) with { CredentialId = 0 });

        var page = Open<UserPage>(("Id", 16L));

        page.WaitForAssertion(() => Assert.Contains("Avaya 9641", Passwords(page)[0].TextContent, StringComparison.Ordinal));
        Assert.Contains("the user's own", Assert.Single(Passwords(page)).TextContent, StringComparison.Ordinal);
        Assert.Contains("Every device can have a password of its own", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_device_passwords_with_what_used_them_last()
    {
        Directory.Put(Reception with { Credentials = [Own, Lost with { IsRevoked = true }, Mobile] });
        Feed.Put(
            Sample.Device(1) with { CredentialId = 7, Product = "Linphone", LastSeen = Sample.Now },
            Sample.Device(2) with { CredentialId = 7, Product = "Old phone", LastSeen = Sample.Now.AddDays(-1) },
            Sample.Device(3, DeviceStatus.Failing) with { CredentialId = null, Product = "Stranger" });

        var page = Open<UserPage>(("Id", 16L));

        page.WaitForAssertion(() => Assert.Contains("Linphone", Passwords(page)[1].TextContent, StringComparison.Ordinal));
        var rows = Passwords(page).Select(row => row.TextContent).ToList();
        Assert.Equal(3, rows.Count);
        Assert.Contains("never", rows[0], StringComparison.Ordinal);
        Assert.Contains("Anna's mobile", rows[1], StringComparison.Ordinal);
        Assert.Contains("3516.k7f2", rows[1], StringComparison.Ordinal);
        Assert.Contains("2 registered", rows[1], StringComparison.Ordinal);
        Assert.Contains("Revoked", rows[2], StringComparison.Ordinal);
        Assert.DoesNotContain("Every device can have", page.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PortalRole.ReadOnly, 0)]
    [InlineData(PortalRole.HelpDesk, 0)]
    [InlineData(PortalRole.Admin, 2)]
    public void Only_an_administrator_makes_and_revokes_passwords(PortalRole role, int expected)
    {
        SignIn(role);
        Directory.Put(Reception with { Credentials = [Own, Mobile, Lost with { IsRevoked = true }] });

        var page = Open<UserPage>(("Id", 16L));

        Assert.Equal(expected, page.FindAll("button").Count(button => button.TextContent is "Revoke"));
        Assert.Equal(expected > 0, page.FindAll("button").Any(button => button.TextContent is "New device password"));
    }

    [Fact]
    public void A_device_password_is_shown_once()
    {
        var page = OpenNewPassword();
        page.Find("#credential-form input").Change("Anna's mobile");

        page.Find("#credential-form").Submit();

        Assert.Equal(["add 16 Anna's mobile"], CredentialAdministration.Asked);
        Assert.Equal("kV7w-Qm3x-T9rb", page.Find("#one-time-password").TextContent);
        Assert.Contains("3516.k7f2", page.Find(".one-time").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mistake_in_the_label_stands_at_its_field()
    {
        CredentialAdministration.Made = new NewCredential(Id: null, "", "", "", [new Mistake("Label", "Say which device it is for.")]);
        var page = OpenNewPassword();

        page.Find("#credential-form").Submit();

        Assert.Contains(
            "Say which device it is for.", page.Find(".mud-input-error").ParentElement!.ParentElement!.TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("#one-time-password"));
    }

    [Fact]
    public void A_password_that_could_not_be_made_is_said_in_the_form()
    {
        CredentialAdministration.Failure = new StoreUnavailableException("The disk is full.");
        var page = OpenNewPassword();
        page.Find("#credential-form input").Change("Anna's mobile");

        page.Find("#credential-form").Submit();

        Assert.Contains("could not be saved because the disk is full", page.Find(".mud-dialog [role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal("Anna's mobile", page.Find("#credential-form input").GetAttribute("value"));
    }

    [Fact]
    public async Task Revoking_says_first_which_live_devices_it_logs_out()
    {
        SignIn(PortalRole.Admin);
        Directory.Put(Reception with { Credentials = [Own, Mobile] });
        Feed.Put(
            Sample.Device(1) with { CredentialId = 7, Product = "Linphone" },
            Sample.Device(2, DeviceStatus.Offline) with { CredentialId = 7, Product = "Old phone" },
            Sample.Device(3) with { CredentialId = 0, Product = "Desk phone" });
        var page = Open<UserPage>(("Id", 16L));

        _ = page.Find("button[aria-label=\"Revoke Anna's mobile\"]").ClickAsync();

        page.WaitForAssertion(() => Assert.Contains("This device is logged out at once", page.Find(".mud-dialog").TextContent, StringComparison.Ordinal));
        var text = page.Find(".mud-dialog").TextContent;
        Assert.Contains("Linphone", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Old phone", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Desk phone", text, StringComparison.Ordinal);
        Assert.Empty(CredentialAdministration.Asked);

        await page.FindAll(".mud-dialog-actions button").Single(button => button.TextContent is "Revoke password").ClickAsync();

        Assert.Equal(["revoke 16 7"], CredentialAdministration.Asked);
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".mud-dialog")));
    }

    [Fact]
    public async Task A_password_that_could_not_be_revoked_is_said_in_the_dialog()
    {
        SignIn(PortalRole.Admin);
        Directory.Put(Reception with { Credentials = [Own] });
        CredentialAdministration.Failure = new StoreUnavailableException("The disk is full.");
        var page = Open<UserPage>(("Id", 16L));
        _ = page.Find("button[aria-label=\"Revoke Any device\"]").ClickAsync();
        page.WaitForAssertion(() => Assert.Contains("until the user gets a new password", page.Find(".mud-dialog").TextContent, StringComparison.Ordinal));

        await page.FindAll(".mud-dialog-actions button").Single(button => button.TextContent is "Revoke password").ClickAsync();

        page.WaitForAssertion(() => Assert.Contains("because the disk is full", page.Find(".mud-dialog [role=alert]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void Says_where_the_phones_may_come_from_and_over_what()
    {
        Assert.True(AllowedNetwork.TryParse("10.0.0.0/8", out var network, out _));
        Directory.Put(Reception with { AllowedNetworks = [network], AllowedTransports = [TransportProtocol.Tls, TransportProtocol.Wss] });

        var page = Open<UserPage>(("Id", 16L));

        Assert.Contains("only from 10.0.0.0/8 · only over TLS, WSS", page.Find(".head").TextContent, StringComparison.Ordinal);
    }

    private static Credential Own { get; } = new(160, "3516", []);

    private static Credential Mobile { get; } = new(7, "3516.k7f2", [], Label: "Anna's mobile");

    private static Credential Lost { get; } = new(6, "3516.b3xq", [], Label: "Lost phone");

    private static IReadOnlyList<IElement> Passwords(IRenderedComponent<IComponent> page) => page.FindAll("table[aria-label=Passwords] tbody tr");

    private IRenderedComponent<IComponent> OpenNewPassword()
    {
        SignIn(PortalRole.Admin);
        Directory.Put(Reception with { Credentials = [Own] });
        var page = Open<UserPage>(("Id", 16L));
        _ = page.FindAll("button").Single(button => button.TextContent is "New device password").ClickAsync();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("#credential-form")));
        return page;
    }
}
