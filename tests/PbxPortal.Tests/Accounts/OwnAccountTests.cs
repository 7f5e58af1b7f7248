using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using PbxPortal.Accounts;

namespace PbxPortal.Tests.Accounts;

/// <summary>Password, second step and signed-in browsers of one's own account.</summary>
public sealed class OwnAccountTests : IAsyncLifetime
{
    private const string Firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";
    private const string NewPassword = "four other words here";

    private PortalHost _portal = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _portal = await PortalHost.StartAsync();
        await _portal.AddAccountAsync("maria", new RoleGrant(PortalRole.Owner, null));
    }

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task A_second_step_asks_for_a_code_and_opens_nothing_before()
    {
        var key = await EnrolAsync(await SignedInAsync());
        using var browser = _portal.Open();

        var first = await browser.SignInAsync("maria", PortalHost.Password, "/needs/Own");
        var before = await browser.GetAsync("/needs/Own");
        var second = await browser.SubmitAsync(first.Headers.Location!.ToString(), ("Input.Code", TotpCode.Now(key, steps: 1)));
        var after = await browser.GetAsync("/needs/Own");

        Assert.StartsWith("/sign-in/code", Path(first), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, before.StatusCode);
        Assert.Equal((HttpStatusCode.Redirect, "/needs/Own"), (second.StatusCode, Path(second)));
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
    }

    [Fact]
    public async Task A_code_is_good_once()
    {
        var key = await EnrolAsync(await SignedInAsync());
        var code = TotpCode.Now(key, steps: 1);

        Assert.Equal(HttpStatusCode.Redirect, (await SignInWithAsync(code)).StatusCode);
        var second = await SignInWithAsync(code);

        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.Contains("used already", (await Browser.ReadAsync(second)).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_codes_lock_the_account_as_wrong_passwords_do()
    {
        var key = await EnrolAsync(await SignedInAsync());

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await SignInWithAsync("000000")).StatusCode);
        }

        Assert.True((await _portal.Accounts.FindAsync("MARIA", Cancelled))!.LockedUntil > TimeProvider.System.GetUtcNow());
        using var browser = _portal.Open();
        Assert.Equal(HttpStatusCode.OK, (await browser.SignInAsync("maria", PortalHost.Password)).StatusCode);
        Assert.NotEmpty(key);
    }

    [Fact]
    public async Task A_recovery_code_signs_in_once_in_place_of_a_code()
    {
        var who = await SignedInAsync();
        var key = await BeginAsync(who);
        var (codes, _) = await WithAccountAsync(account => account.ConfirmSecondFactorAsync(who, TotpCode.Now(key), Cancelled));

        var first = await SignInWithAsync(codes[3].ToLowerInvariant());
        var second = await SignInWithAsync(codes[3]);

        Assert.Equal(10, codes.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal((HttpStatusCode.Redirect, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));
        Assert.Equal(9, (await WithAccountAsync(account => account.ReadAsync(who, Cancelled))).RecoveryCodes);
    }

    [Fact]
    public async Task The_code_page_without_a_password_before_leads_back()
    {
        using var browser = _portal.Open();

        var page = await Browser.ReadAsync(await browser.GetAsync("/sign-in/code"));

        Assert.Null(page.QuerySelector("input#code"));
        Assert.Equal("/sign-in", page.QuerySelector("a")?.GetAttribute("href"));
    }

    [Fact]
    public async Task A_key_that_was_not_confirmed_asks_nobody_for_a_code()
    {
        var who = await SignedInAsync();
        await BeginAsync(who);

        var (codes, mistakes) = await WithAccountAsync(account => account.ConfirmSecondFactorAsync(who, "000000", Cancelled));

        Assert.Empty(codes);
        Assert.Equal("Code", Assert.Single(mistakes).Field);
        using var browser = _portal.Open();
        Assert.Equal("/", Path(await browser.SignInAsync("maria", PortalHost.Password)));
    }

    [Fact]
    public async Task The_key_is_kept_protected()
    {
        var key = await BeginAsync(await SignedInAsync());

        var stored = _portal.FromOutside(connection => Dapper.SqlMapper.QuerySingle<string>(connection, "SELECT protected_key FROM second_factor;"));

        Assert.DoesNotContain(key.Replace(" ", "", StringComparison.Ordinal), stored, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_weighty_happens_without_the_password()
    {
        var who = await SignedInAsync();
        var key = await EnrolAsync(who);

        var (_, noCodes) = await WithAccountAsync(account => account.NewRecoveryCodesAsync(who, "wrong", Cancelled));
        var notRemoved = await WithAccountAsync(account => account.RemoveSecondFactorAsync(who, "wrong", Cancelled));
        var notChanged = await WithAccountAsync(account => account.ChangePasswordAsync(who, "wrong", NewPassword, Cancelled));

        Assert.All(new[] { noCodes, notRemoved, notChanged }, mistakes => Assert.Equal("Current", Assert.Single(mistakes).Field));
        Assert.True((await _portal.Accounts.FindAsync("MARIA", Cancelled))!.HasSecondFactor);
        Assert.Empty(await WithAccountAsync(account => account.RemoveSecondFactorAsync(who, PortalHost.Password, Cancelled)));
        Assert.False((await _portal.Accounts.FindAsync("MARIA", Cancelled))!.HasSecondFactor);
        Assert.NotEmpty(key);
    }

    [Fact]
    public async Task Guesses_at_an_open_browser_lock_the_account()
    {
        var who = await SignedInAsync();

        for (var i = 0; i < 5; i++)
        {
            await WithAccountAsync(account => account.ChangePasswordAsync(who, "wrong", NewPassword, Cancelled));
        }

        var right = await WithAccountAsync(account => account.ChangePasswordAsync(who, PortalHost.Password, NewPassword, Cancelled));
        Assert.Equal("Current", Assert.Single(right).Field);
    }

    [Fact]
    public async Task A_new_password_signs_the_other_browsers_out_and_this_one_stays()
    {
        using var mine = await OpenAsync();
        using var other = await OpenAsync();
        var who = await PrincipalOfLatestAsync(skip: 1);

        Assert.Equal("Password", Assert.Single(await WithAccountAsync(account => account.ChangePasswordAsync(who, PortalHost.Password, "short", Cancelled))).Field);
        Assert.Empty(await WithAccountAsync(account => account.ChangePasswordAsync(who, PortalHost.Password, NewPassword, Cancelled)));

        Assert.Equal(HttpStatusCode.OK, (await mine.GetAsync("/needs/Own")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await other.GetAsync("/needs/Own")).StatusCode);
        using var third = _portal.Open();
        Assert.Equal(HttpStatusCode.OK, (await third.SignInAsync("maria", PortalHost.Password)).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await third.SignInAsync("maria", NewPassword)).StatusCode);
    }

    [Fact]
    public async Task Lists_the_browsers_and_signs_one_out_at_once()
    {
        using var mine = await OpenAsync();
        using var other = await OpenAsync();
        var who = await PrincipalOfLatestAsync(skip: 1);
        var state = await WithAccountAsync(account => account.ReadAsync(who, Cancelled));
        Assert.Equal([("Firefox on Windows", "127.0.0.1"), ("Firefox on Windows", "127.0.0.1")], state.Sessions.Select(one => (one.Browser, one.Address)));
        var foreign = state.Sessions.Single(one => !string.Equals(one.Id, state.CurrentSession, StringComparison.Ordinal));
        await using var circuit = _portal.Services.CreateAsyncScope();
        var page = (CircuitSession)circuit.ServiceProvider.GetRequiredService<AuthenticationStateProvider>();
        page.SetAuthenticationState(Task.FromResult(new AuthenticationState(
            PortalPrincipal.Of((await _portal.Accounts.FindAsync("MARIA", Cancelled))!, [new RoleGrant(PortalRole.Owner, null)], foreign.Id))));

        Assert.Equal(1, await WithAccountAsync(account => account.EndSessionsAsync(who, foreign.Id, Cancelled)));

        Assert.Equal(HttpStatusCode.Redirect, (await other.GetAsync("/needs/Own")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await mine.GetAsync("/needs/Own")).StatusCode);
        Assert.False((await page.GetAuthenticationStateAsync()).User.Identity?.IsAuthenticated);
    }

    [Fact]
    public async Task Signs_all_others_out_and_nobody_elses()
    {
        using var mine = await OpenAsync();
        using var other = await OpenAsync();
        using var stranger = await _portal.SignedInAsync(new RoleGrant(PortalRole.Owner, null));
        var who = await PrincipalOfLatestAsync(skip: 1);

        Assert.Equal(1, await WithAccountAsync(account => account.EndSessionsAsync(who, sessionId: null, Cancelled)));

        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.Redirect, HttpStatusCode.OK],
            [
                (await mine.GetAsync("/needs/Own")).StatusCode, (await other.GetAsync("/needs/Own")).StatusCode,
                (await stranger.GetAsync("/needs/Own")).StatusCode,
            ]);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_so_that_a_copied_cookie_is_worth_nothing()
    {
        using var browser = await OpenAsync();
        using var thief = _portal.Open();
        thief.Cookies.Add(browser.Cookies.GetCookies(_portal.Address));
        Assert.Equal(HttpStatusCode.OK, (await thief.GetAsync("/needs/Own")).StatusCode);

        await SignOutAsync(browser);

        Assert.Equal(HttpStatusCode.Redirect, (await thief.GetAsync("/needs/Own")).StatusCode);
    }

    [Fact]
    public async Task An_owner_resets_anothers_second_step()
    {
        await EnrolAsync(await SignedInAsync());
        var id = (await _portal.Accounts.FindAsync("MARIA", Cancelled))!.Id;
        await using var scope = _portal.Services.CreateAsyncScope();
        var administration = scope.ServiceProvider.GetRequiredService<IAccountAdministration>();
        var owner = PortalPoliciesTests.Somebody(new RoleGrant(PortalRole.Owner, null));

        await Assert.ThrowsAsync<UnauthorizedAccessException>(
            () => administration.ResetSecondFactorAsync(PortalPoliciesTests.Somebody(new RoleGrant(PortalRole.Admin, null)), id, Cancelled));
        Assert.True(await administration.ResetSecondFactorAsync(owner, id, Cancelled));
        Assert.False(await administration.ResetSecondFactorAsync(owner, id, Cancelled));

        using var browser = _portal.Open();
        Assert.Equal("/", Path(await browser.SignInAsync("maria", PortalHost.Password)));
    }

    [Fact]
    public async Task An_API_key_has_no_account() =>
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => WithAccountAsync(account => account.ReadAsync(
            PortalPrincipal.Of(new ApiKey(1, "key", new RoleGrant(PortalRole.Owner, null), DateTimeOffset.UnixEpoch, "", null, null)), Cancelled)));

    private static string Path(HttpResponseMessage answer)
    {
        var location = answer.Headers.Location?.ToString() ?? "";
        return Uri.TryCreate(location, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri.PathAndQuery : location;
    }

    private static async Task SignOutAsync(Browser browser)
    {
        // The form of the page for whoever lacks a role, which stands on every static page alike.
        var answer = await browser.SubmitAsync("/access-denied");
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    private async Task<Browser> OpenAsync()
    {
        var browser = _portal.Open();
        var form = await browser.OpenFormAsync("/sign-in");
        browser.UserAgent = Firefox;
        var answer = await browser.SendFormAsync(form, "/sign-in", ("Input.Name", "maria"), ("Input.Password", PortalHost.Password));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return browser;
    }

    /// <summary>Who is signed in in the browser that began last, or so many before it.</summary>
    private async Task<ClaimsPrincipal> PrincipalOfLatestAsync(int skip = 0)
    {
        var account = (await _portal.Accounts.FindAsync("MARIA", Cancelled))!;
        var ids = _portal.FromOutside(connection => Dapper.SqlMapper.Query<string>(
            connection, "SELECT id FROM session WHERE account_id = @Id ORDER BY created_at DESC;", new { account.Id }).ToList());
        return PortalPrincipal.Of(account, [new RoleGrant(PortalRole.Owner, null)], ids[skip]);
    }

    private async Task<ClaimsPrincipal> SignedInAsync()
    {
        using var browser = await OpenAsync();
        return await PrincipalOfLatestAsync();
    }

    private async Task<string> BeginAsync(ClaimsPrincipal who)
    {
        var (key, mistakes) = await WithAccountAsync(account => account.BeginSecondFactorAsync(who, PortalHost.Password, Cancelled));
        Assert.Empty(mistakes);
        Assert.Equal(
            $"otpauth://totp/PbxPortal%3Amaria?secret={key!.Text.Replace(" ", "", StringComparison.Ordinal)}&issuer=PbxPortal&digits=6", key.Address);
        return key.Text;
    }

    private async Task<string> EnrolAsync(ClaimsPrincipal who)
    {
        var key = await BeginAsync(who);
        var (codes, mistakes) = await WithAccountAsync(account => account.ConfirmSecondFactorAsync(who, TotpCode.Now(key), Cancelled));
        Assert.Empty(mistakes);
        Assert.Equal(10, codes.Length);
        return key;
    }

    private async Task<HttpResponseMessage> SignInWithAsync(string code)
    {
        using var browser = _portal.Open();
        var first = await browser.SignInAsync("maria", PortalHost.Password);
        return await browser.SubmitAsync(first.Headers.Location!.ToString(), ("Input.Code", code));
    }

    private async Task<T> WithAccountAsync<T>(Func<IOwnAccount, Task<T>> command)
    {
        await using var scope = _portal.Services.CreateAsyncScope();
        return await command(scope.ServiceProvider.GetRequiredService<IOwnAccount>());
    }
}
