using System.Net;
using Dapper;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using PbxPortal.Accounts;

namespace PbxPortal.Tests.Accounts;

public sealed class SignInTests
{
    private static readonly RoleGrant HelpDeskOfAcme = new(PortalRole.HelpDesk, FakeDirectory.Acme.Id);

    [Fact]
    public async Task Leads_to_sign_in_and_back_to_the_page_that_was_wanted()
    {
        await using var portal = await PortalHost.StartAsync();
        await portal.AddAccountAsync("maria", HelpDeskOfAcme);
        using var browser = portal.Open();

        var refused = await browser.GetAsync("/needs/See?status=failing");
        var signIn = refused.Headers.Location!.PathAndQuery;
        var answer = await browser.SubmitAsync(signIn, ("Input.Name", "Maria"), ("Input.Password", PortalHost.Password));

        Assert.Equal("/sign-in?returnUrl=%2Fneeds%2FSee%3Fstatus%3Dfailing", signIn);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.EndsWith("/needs/See?status=failing", answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/needs/See")).StatusCode);
    }

    [Fact]
    public async Task Coming_stands_in_the_audit_with_the_address()
    {
        await using var portal = await PortalHost.StartAsync();
        await portal.AddAccountAsync("maria", HelpDeskOfAcme);
        using var browser = portal.Open();

        await browser.SignInAsync("maria", "not the password");
        await browser.SignInAsync("maria", PortalHost.Password);

        var entry = Assert.Single(portal.Audit.Entries);
        Assert.Equal(("maria", "sign in", "maria", "127.0.0.1"), (entry.Actor, entry.Action, entry.Subject, entry.Source));
    }

    [Fact]
    public async Task Gives_a_cookie_that_scripts_and_other_sites_cannot_use()
    {
        await using var portal = await PortalHost.StartAsync();
        await portal.AddAccountAsync("maria", HelpDeskOfAcme);
        using var browser = portal.Open();

        var answer = await browser.SignInAsync("maria", PortalHost.Password);

        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"), text => text.StartsWith("pbxportal=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Says_the_same_for_a_wrong_password_an_unknown_name_a_lock_and_a_disabled_account()
    {
        await using var portal = await PortalHost.StartAsync();
        foreach (var name in new[] { "maria", "locked", "disabled" })
        {
            await portal.AddAccountAsync(name, HelpDeskOfAcme);
        }

        portal.FromOutside(connection => connection.Execute(
            """
            UPDATE account SET locked_until = 99999999999999 WHERE name = 'locked';
            UPDATE account SET is_enabled = 0 WHERE name = 'disabled';
            """));
        using var browser = portal.Open();

        string[] texts =
        [
            await AlertOf(browser, "maria", "wrong password"),
            await AlertOf(browser, "nobody", PortalHost.Password),
            await AlertOf(browser, "locked", PortalHost.Password),
            await AlertOf(browser, "disabled", PortalHost.Password),
        ];

        Assert.Single(texts.Distinct(StringComparer.Ordinal));
        Assert.NotEmpty(texts[0]);
    }

    [Fact]
    public async Task Checks_one_hash_whatever_the_cause_so_that_the_time_tells_nothing()
    {
        var hasher = new CountingHasher();
        await using var portal = await PortalHost.StartAsync(
            configure: services => services.AddSingleton<IPasswordHasher<PortalAccount>>(hasher));
        await portal.AddAccountAsync("maria", HelpDeskOfAcme);
        await portal.AddAccountAsync("locked", HelpDeskOfAcme);
        portal.FromOutside(connection => connection.Execute("UPDATE account SET locked_until = 99999999999999 WHERE name = 'locked'"));
        using var browser = portal.Open();

        foreach (var name in new[] { "maria", "nobody", "locked", new string('x', 1000) })
        {
            var before = hasher.Checks;
            await browser.SignInAsync(name, "wrong password");
            Assert.Equal(before + 1, hasher.Checks);
        }
    }

    [Fact]
    public async Task Locks_the_account_after_five_wrong_passwords_for_five_minutes()
    {
        await using var portal = await PortalHost.StartAsync();
        await portal.AddAccountAsync("maria", HelpDeskOfAcme);
        using var browser = portal.Open();

        for (var i = 0; i < 5; i++)
        {
            await browser.SignInAsync("maria", "wrong password");
        }

        var whileLocked = await browser.SignInAsync("maria", PortalHost.Password);
        var lockedUntil = (await portal.Accounts.FindAsync("MARIA", TestContext.Current.CancellationToken))!.LockedUntil;
        portal.FromOutside(connection => connection.Execute("UPDATE account SET locked_until = locked_until - 301000"));
        var afterwards = await browser.SignInAsync("maria", PortalHost.Password);

        Assert.Equal(HttpStatusCode.OK, whileLocked.StatusCode);
        Assert.InRange(lockedUntil!.Value - TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(4.5), TimeSpan.FromMinutes(5));
        Assert.Equal(HttpStatusCode.Redirect, afterwards.StatusCode);
    }

    [Fact]
    public async Task Counts_wrong_passwords_that_arrive_together()
    {
        await using var portal = await PortalHost.StartAsync();
        await portal.AddAccountAsync("maria", HelpDeskOfAcme);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            using var browser = portal.Open();
            await browser.SignInAsync("maria", "wrong password");
        }));

        Assert.Equal(4, (await portal.Accounts.FindAsync("MARIA", TestContext.Current.CancellationToken))!.FailedCount);
    }

    [Fact]
    public async Task Slows_down_an_address_that_tries_too_often()
    {
        await using var portal = await PortalHost.StartAsync();
        using var browser = portal.Open();

        for (var i = 0; i < SignInThrottle.TriesPerMinute; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await browser.SignInAsync($"nobody{i}", "wrong password")).StatusCode);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, (await browser.SignInAsync("nobody", "wrong password")).StatusCode);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("/\t/evil.example/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("evil.example")]
    [InlineData("/sign-out")]
    public async Task Never_leads_to_another_site(string returnUrl)
    {
        await using var portal = await PortalHost.StartAsync();
        await portal.AddAccountAsync("maria", HelpDeskOfAcme);
        using var browser = portal.Open();

        var answer = await browser.SignInAsync("maria", PortalHost.Password, returnUrl);

        Assert.Equal(new Uri(portal.Address, "/"), new Uri(portal.Address, answer.Headers.Location!));
    }

    [Fact]
    public async Task Refuses_a_form_without_antiforgery_token()
    {
        await using var portal = await PortalHost.StartAsync();
        using var browser = await portal.SignedInAsync(HelpDeskOfAcme);

        var signIn = await browser.SendAsync(HttpMethod.Post, "/sign-in", request => request.Content = new FormUrlEncodedContent(
            [new("_handler", "sign-in"), new("Input.Name", "maria"), new("Input.Password", PortalHost.Password)]));
        var signOut = await browser.SendAsync(HttpMethod.Post, "/sign-out", request => request.Content = new FormUrlEncodedContent(
            [new("returnUrl", "/")]));

        Assert.Equal(HttpStatusCode.BadRequest, signIn.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, signOut.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/needs/See")).StatusCode);
    }

    [Fact]
    public async Task Signs_out()
    {
        await using var portal = await PortalHost.StartAsync();
        using var browser = await portal.SignedInAsync(HelpDeskOfAcme);

        var answer = await browser.SubmitAsync("/access-denied");

        Assert.Equal("/sign-in", answer.Headers.Location!.OriginalString);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/needs/See")).StatusCode);
    }

    [Fact]
    public async Task Says_who_is_signed_in_where_the_role_does_not_suffice()
    {
        await using var portal = await PortalHost.StartAsync();
        using var browser = await portal.SignedInAsync(HelpDeskOfAcme);

        var refused = await browser.GetAsync("/needs/Own");
        var page = await browser.GetAsync(refused.Headers.Location!.PathAndQuery);

        Assert.Equal(HttpStatusCode.Forbidden, page.StatusCode);
        Assert.Contains("somebody", (await Browser.ReadAsync(page)).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_every_field_for_screen_readers_and_password_managers()
    {
        await using var portal = await PortalHost.StartAsync();
        using var browser = portal.Open();

        var page = await Browser.ReadAsync(await browser.GetAsync("/sign-in"));

        Assert.Equal(["Name", "Password"], page.QuerySelectorAll("input:not([type=hidden])").Select(input =>
            page.QuerySelector($"label[for={input.Id}]")!.TextContent));
        Assert.Equal(["username", "current-password"], page.QuerySelectorAll("input:not([type=hidden])").Select(input =>
            input.GetAttribute("autocomplete")));
    }

    private static async Task<string> AlertOf(Browser browser, string name, string password)
    {
        var page = await Browser.ReadAsync(await browser.SignInAsync(name, password));
        return page.QuerySelector("[role=alert]")!.TextContent;
    }
}
