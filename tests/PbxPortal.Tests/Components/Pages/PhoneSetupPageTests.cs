using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Components.Pages;
using PbxPortal.Provisioning;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Location;
using PbxPortal.Tests.Components.Fakes;

namespace PbxPortal.Tests.Components.Pages;

public sealed class PhoneSetupPageTests : PortalPageContext
{
    public PhoneSetupPageTests()
    {
        SignIn(PortalRole.Admin);
        Directory.Put(Sample.User(16, "3516", "Reception"));
    }

    [Fact]
    public void Offers_the_apps_the_servers_and_says_what_would_go_wrong()
    {
        PhoneSetups.Warnings = ["The phone is told to register with localhost."];

        var page = Open<PhoneSetupPage>(("Id", 16L));

        Assert.Equal(
            ["Linphone", "Groundwire (Acrobits)", "Grandstream Wave", "Sipnetic", "SessionTalk", "Another phone or app"],
            page.FindAll(".apps b").Select(name => name.TextContent));
        Assert.Equal(["TLS · sip.example.com:5061", "UDP · sip.example.com:5060"], page.FindAll("option").Select(option => option.TextContent));
        Assert.Contains("localhost", page.Find(".notice.warns").TextContent, StringComparison.Ordinal);
        Assert.Contains("3516 Reception", page.Find(".head").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_chooses_the_app()
    {
        Navigation.NavigateTo("/users/16/setup?app=grandstream-wave");

        var page = Open<PhoneSetupPage>(("Id", 16L));

        Assert.Contains("Over UDP, to sip.example.com:5060.", page.Markup, StringComparison.Ordinal);
        Assert.Contains("Show the code", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Goes_from_waiting_over_opened_to_registered()
    {
        var page = await CreateAsync("linphone");
        Assert.Contains("Waiting for the scan", Progress(page), StringComparison.Ordinal);
        Assert.NotNull(page.Find(".qr[role=img] svg"));
        Assert.Equal("https://pbx.example.com/p/TOKEN", page.Find("#setup-link").TextContent);
        Assert.NotNull(page.Find(".setup-progress [data-expires]"));

        PhoneSetups.Move(1, setup => setup with { OpenedAt = Sample.Now.AddSeconds(40), OpenedFrom = "203.0.113.7", OpenedBy = "LinphoneAndroid/5.2" });
        page.WaitForAssertion(() => Assert.Contains("from 203.0.113.7 by LinphoneAndroid/5.2", Progress(page), StringComparison.Ordinal));
        Assert.Contains("does not reach sip.example.com:5061 over TLS", Progress(page), StringComparison.Ordinal);
        Assert.Empty(page.FindAll(".qr"));

        Feed.Put(Sample.Device(9) with { CredentialId = 70, Product = "Linphone" });
        await LetTheFeedThroughAsync();

        page.WaitForAssertion(() => Assert.Contains("Linphone, from 198.51.100.20:5061 over TLS", Progress(page), StringComparison.Ordinal));
        Assert.Contains(page.FindAll("button"), button => button.TextContent is "Set up another phone");
        Assert.DoesNotContain(page.FindAll("button"), button => button.TextContent is "Cancel set-up");
    }

    [Fact]
    public async Task Says_why_a_phone_is_refused_and_takes_no_older_failure_for_it()
    {
        Feed.Put(Sample.Device(8, DeviceStatus.Failing) with { Since = Sample.Now.AddMinutes(-5), Reason = "wrong password, long ago" });
        var page = await CreateAsync("linphone");

        Feed.Put(Sample.Device(9, DeviceStatus.Failing) with { Since = Sample.Now.AddSeconds(30), Product = "Linphone", Reason = "wrong password" });
        await LetTheFeedThroughAsync();

        page.WaitForAssertion(() => Assert.Contains("Refused", Progress(page), StringComparison.Ordinal));
        Assert.Contains("Linphone, from 198.51.100.20:5061: wrong password", Progress(page), StringComparison.Ordinal);
        Assert.DoesNotContain("long ago", Progress(page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Warns_when_a_device_of_the_user_is_kept_out()
    {
        Feed.Put(Sample.Device(8, DeviceStatus.KeptOut));

        var page = await CreateAsync("linphone");

        page.WaitForAssertion(() => Assert.Contains("One device of this user is kept out.", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_code_that_holds_the_password_says_so_and_shows_the_values()
    {
        var page = await CreateAsync("sipnetic");

        Assert.Contains("This code holds the password", page.Markup, StringComparison.Ordinal);
        Assert.Equal("kV7wQm3xT9rb", page.Find("#setup-password").TextContent);
        Assert.Contains("Waiting for the phone", Progress(page), StringComparison.Ordinal);
        Assert.DoesNotContain("Opened", Progress(page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Values_to_type_in_have_no_code()
    {
        var page = await CreateAsync("other");

        Assert.Empty(page.FindAll(".qr"));
        Assert.Equal(
            ["3516", "3516.k7f2", "kV7wQm3xT9rb", "acme.example", "sip.example.com:5061"],
            page.FindAll(".setup-list dd code").Select(value => value.TextContent));
    }

    [Fact]
    public async Task Is_cancelled_and_begun_anew()
    {
        var page = await CreateAsync("linphone");

        await Button(page, "Cancel set-up").ClickAsync();
        page.WaitForAssertion(() => Assert.Contains("The password was revoked.", Progress(page), StringComparison.Ordinal));
        Assert.Empty(page.FindAll(".qr"));
        await Button(page, "Start again").ClickAsync();

        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".apps")));
        Assert.Equal(["create 16 linphone tls:sip.example.com:5061", "cancel 1"], PhoneSetups.Asked);
    }

    [Fact]
    public async Task Says_that_it_expired()
    {
        var page = await CreateAsync("linphone");

        PhoneSetups.Move(1, setup => setup with { Outcome = SetupOutcome.Expired });

        page.WaitForAssertion(() => Assert.Contains("No phone registered in time", Progress(page), StringComparison.Ordinal));
        Assert.Empty(page.FindAll(".qr"));
    }

    [Fact]
    public void Opened_later_it_follows_but_does_not_show_the_code_again()
    {
        PhoneSetups.Put(new PhoneSetup
        {
            Id = 1,
            UserId = 16,
            CredentialId = 70,
            CredentialName = "3516.k7f2",
            App = "linphone",
            Server = FakePhoneSetups.Tls,
            CreatedAt = Sample.Now,
            CreatedBy = "maria",
            ExpiresAt = Sample.Now.AddMinutes(15),
        });

        Navigation.NavigateTo("/users/16/setup?setup=1");

        var page = Open<PhoneSetupPage>(("Id", 16L));

        Assert.Contains("cannot be shown again", page.Markup, StringComparison.Ordinal);
        Assert.Empty(page.FindAll(".qr"));
        Assert.Contains("Waiting for the scan", Progress(page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_what_was_wrong_and_what_failed()
    {
        PhoneSetups.Mistakes = [new Mistake("", "5 set-ups of this user wait for their phones already.")];
        var page = Open<PhoneSetupPage>(("Id", 16L));
        await Button(page, "Show the code").ClickAsync();
        Assert.Contains("5 set-ups of this user wait", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);

        (PhoneSetups.Mistakes, PhoneSetups.Failure) = ([], new StoreUnavailableException("The disk is full."));
        await Button(page, "Show the code").ClickAsync();

        page.WaitForAssertion(() => Assert.Contains("the disk is full", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_reading_takes_no_click_away_and_is_dropped_when_a_later_one_has_overtaken_it()
    {
        var page = await CreateAsync("linphone");
        var slow = new TaskCompletionSource();
        PhoneSetups.Reading = slow.Task;
        PhoneSetups.Move(1, setup => setup with { OpenedAt = Sample.Now.AddSeconds(40), OpenedFrom = "203.0.113.7" });
        Feed.Put(Sample.Device(8, DeviceStatus.KeptOut));
        await LetTheFeedThroughAsync();
        page.WaitForAssertion(() => Assert.Contains("One device of this user is kept out.", page.Markup, StringComparison.Ordinal));
        PhoneSetups.Reading = Task.CompletedTask;

        Assert.False(Button(page, "Cancel set-up").HasAttribute("disabled"));
        await Button(page, "Cancel set-up").ClickAsync();
        page.WaitForAssertion(() => Assert.Contains("The password was revoked.", Progress(page), StringComparison.Ordinal));
        await page.InvokeAsync(() => slow.SetResult());

        Assert.Contains("The password was revoked.", Progress(page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reading_leaves_what_a_command_could_not_do_on_the_page_and_its_own_failure_goes_with_the_next_good_one()
    {
        var page = await CreateAsync("linphone");
        PhoneSetups.Failure = new StoreUnavailableException("The disk is full.");
        await Button(page, "Cancel set-up").ClickAsync();
        page.WaitForAssertion(() => Assert.Contains("The set-up was not cancelled.", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));

        PhoneSetups.ReadFailure = new StoreUnavailableException("The disk is gone.");
        PhoneSetups.Move(1, setup => setup with { OpenedAt = Sample.Now.AddSeconds(40), OpenedFrom = "203.0.113.7" });
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("[role=alert]").Count));
        PhoneSetups.ReadFailure = null;
        await Button(page, "Try again").ClickAsync();

        page.WaitForAssertion(() => Assert.Contains("from 203.0.113.7", Progress(page), StringComparison.Ordinal));
        Assert.Contains("The set-up was not cancelled.", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Single(page.FindAll("[role=alert]"));
    }

    [Fact]
    public void A_user_whom_one_does_not_manage_looks_like_nobody()
    {
        SignIn(PortalRole.HelpDesk);
        Assert.Contains("No such user", Open<PhoneSetupPage>(("Id", 16L)).Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_phone_user_sets_up_his_own_and_no_others()
    {
        SignInAsPhoneUser(16);
        Directory.Put(Sample.User(17, "3517", "Colleague"));

        Assert.Contains("3516 Reception", Open<PhoneSetupPage>().Markup, StringComparison.Ordinal);
        await DisposeComponentsAsync();
        Assert.Contains("No such user", Open<PhoneSetupPage>(("Id", 17L)).Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void A_disabled_user_gets_no_code()
    {
        Directory.Put(Sample.User(16, "3516", "Reception") with { IsEnabled = false });

        Assert.Contains("Enable the user first", Open<PhoneSetupPage>(("Id", 16L)).Markup, StringComparison.Ordinal);
    }

    private static string Progress(IRenderedComponent<IComponent> page) => page.Find(".setup-progress").TextContent;

    private static IElement Button(IRenderedComponent<IComponent> page, string text) =>
        page.FindAll("button").Single(button => string.Equals(button.TextContent, text, StringComparison.Ordinal));

    private async Task<IRenderedComponent<IComponent>> CreateAsync(string app)
    {
        Navigation.NavigateTo($"/users/16/setup?app={app}");
        var page = Open<PhoneSetupPage>(("Id", 16L));
        await page.FindAll("button").Single(button => button.TextContent is "Show the code" or "Show the values").ClickAsync();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".setup-progress")));
        return page;
    }
}
