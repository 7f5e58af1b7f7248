using System.Net;
using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Tests.Live;

namespace PbxPortal.Tests.Accounts;

/// <summary>A phone user signs in for himself, and the line holds: his own devices and nothing else.</summary>
public sealed class PhoneUserTests : IAsyncLifetime
{
    private const long Himself = 12;
    private const long Colleague = 11;

    private PortalHost _portal = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _portal = await PortalHost.StartAsync();
        _portal.Feed.Add(FakeFeed.Phone(101, Himself, FakeDirectory.Acme.Id, "acme.example", "3516"));
        _portal.Feed.Add(FakeFeed.Phone(102, Colleague, FakeDirectory.Acme.Id, "acme.example", "9"));
    }

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task Comes_by_a_link_that_is_good_once_and_signs_in_by_his_own_password()
    {
        var token = await InviteAsync(AdminOf(FakeDirectory.Acme.Id));
        using var browser = _portal.Open();
        var path = $"/welcome?token={token}";
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(path)).StatusCode);

        var chosen = await browser.SubmitAsync(path, ("Input.Password", PortalHost.Password), ("Input.Repeated", PortalHost.Password));
        var again = await browser.GetAsync(path);

        Assert.Equal((HttpStatusCode.Redirect, "/my"), (chosen.StatusCode, PathOf(chosen)));
        Assert.Equal(HttpStatusCode.Gone, again.StatusCode);
        using var other = _portal.Open();
        var signedIn = await other.SignInAsync("3516@acme.example", PortalHost.Password);
        Assert.Equal((HttpStatusCode.Redirect, "/"), (signedIn.StatusCode, PathOf(signedIn)));
    }

    [Theory]
    [InlineData("short", "short", "10 characters or more")]
    [InlineData("correct horse battery", "another horse battery", "differ")]
    public async Task A_password_that_is_no_good_leaves_the_link_good(string password, string repeated, string expected)
    {
        var path = $"/welcome?token={await InviteAsync(AdminOf(FakeDirectory.Acme.Id))}";
        using var browser = _portal.Open();

        var answer = await browser.SubmitAsync(path, ("Input.Password", password), ("Input.Repeated", repeated));

        Assert.Contains(expected, (await Browser.ReadAsync(answer)).Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(path)).StatusCode);
    }

    [Fact]
    public async Task A_new_link_kills_the_old_one_and_gives_a_new_password()
    {
        using (await _portal.PhoneUserAsync(Himself))
        {
            var old = await InviteAsync(AdminOf(FakeDirectory.Acme.Id));
            var token = await InviteAsync(AdminOf(FakeDirectory.Acme.Id));
            using var browser = _portal.Open();
            Assert.Equal(HttpStatusCode.Gone, (await browser.GetAsync($"/welcome?token={old}")).StatusCode);

            await browser.SubmitAsync($"/welcome?token={token}", ("Input.Password", "four other words here"), ("Input.Repeated", "four other words here"));

            using var again = _portal.Open();
            Assert.Equal(HttpStatusCode.OK, (await again.SignInAsync("3516@acme.example", PortalHost.Password)).StatusCode);
            Assert.Equal(HttpStatusCode.Redirect, (await again.SignInAsync("3516@acme.example", "four other words here")).StatusCode);
        }
    }

    [Fact]
    public async Task Only_who_manages_the_user_invites_him()
    {
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => InviteAsync(PortalPoliciesTests.Somebody(new RoleGrant(PortalRole.HelpDesk, null))));
        Assert.Null(await InviteAsync(AdminOf(FakeDirectory.Globex.Id)));
    }

    [Theory]
    [InlineData("/needs/See")]
    [InlineData("/needs/ControlDevices")]
    [InlineData("/needs/ManageUsers")]
    [InlineData("/needs/Own")]
    public async Task Opens_no_page_of_any_role(string path)
    {
        using var browser = await _portal.PhoneUserAsync(Himself);

        var answer = await browser.GetAsync(path);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.StartsWith("/access-denied", answer.Headers.Location?.PathAndQuery, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/api/v1/registrations")]
    [InlineData("GET", "/api/v1/registrations/101")]
    [InlineData("DELETE", "/api/v1/registrations/101?keepOut=no")]
    [InlineData("POST", "/api/v1/registrations/101/allow")]
    [InlineData("POST", "/api/v1/devices/101/notify?notice=reboot")]
    [InlineData("GET", "/api/v1/users")]
    [InlineData("GET", "/api/v1/users/12/credentials")]
    [InlineData("POST", "/api/v1/users/12/credentials")]
    [InlineData("GET", "/api/v1/domains")]
    [InlineData("GET", "/api/v1/bans")]
    [InlineData("GET", "/api/v1/blocks")]
    [InlineData("GET", "/api/v1/failed-sign-ins")]
    [InlineData("POST", "/api/v1/accounts/1/unlock")]
    public async Task The_API_of_the_roles_is_closed_to_him_even_for_his_own(string method, string path)
    {
        using var browser = await _portal.PhoneUserAsync(Himself);

        var answer = await browser.SendAsync(HttpMethod.Parse(method), path);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Empty(_portal.Devices.Orders);
    }

    [Fact]
    public async Task The_API_tells_him_of_his_own_devices_and_logs_those_out()
    {
        using var browser = await _portal.PhoneUserAsync(Himself);

        var rows = JsonNode.Parse(await (await browser.GetAsync("/api/v1/my/registrations")).Content.ReadAsStringAsync(Cancelled))!.AsArray();
        var own = await browser.SendAsync(HttpMethod.Delete, "/api/v1/my/registrations/101?keepOut=untilAllowed");
        var foreign = await browser.SendAsync(HttpMethod.Delete, "/api/v1/my/registrations/102?keepOut=no");

        Assert.Equal([101], rows.Select(row => (long)row!["id"]!));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (own.StatusCode, foreign.StatusCode));
        Assert.Equal(["log out 101 by 3516@acme.example"], _portal.Devices.Orders);
    }

    [Fact]
    public async Task Sets_up_a_phone_for_himself_and_for_nobody_else()
    {
        using var browser = await _portal.PhoneUserAsync(Himself);

        async Task<HttpStatusCode> CreateAsync(long userId) => (await browser.SendAsync(
            HttpMethod.Post,
            $"/api/v1/users/{userId}/setups",
            request => request.Content = new StringContent("""{ "app": "linphone" }"""))).StatusCode;

        Assert.Equal(HttpStatusCode.Created, await CreateAsync(Himself));
        Assert.Equal(HttpStatusCode.NotFound, await CreateAsync(Colleague));
        Assert.Equal(HttpStatusCode.NotFound, await CreateAsync(21));
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"/api/v1/users/{Colleague}/setups")).StatusCode);
    }

    [Fact]
    public async Task The_hub_is_closed_to_him()
    {
        using var browser = await _portal.PhoneUserAsync(Himself);

        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => HubViewer.ConnectAsync(_portal, browser));

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Fact]
    public async Task Commands_take_only_the_log_out_of_his_own_device()
    {
        var who = (await _portal.Accounts.FindOfUserAsync(Himself, Cancelled)) is null
            ? PortalPrincipal.Of(new PortalAccount { Id = 9, Name = "3516@acme.example", UserId = Himself }, [])
            : throw new InvalidOperationException();
        await using var scope = _portal.Services.CreateAsyncScope();
        var devices = scope.ServiceProvider.GetRequiredService<IDeviceAdministration>();

        Assert.NotNull(await devices.LogOutAsync(who, 101, KeepOut.No, Cancelled));
        Assert.Null(await devices.LogOutAsync(who, 102, KeepOut.No, Cancelled));
        Assert.False(await devices.AllowAsync(who, 101, Cancelled));
        Assert.False(await devices.ForgetAsync(who, 101, Cancelled));
        Assert.Null(await devices.NotifyAsync(who, 101, PbxPortal.Server.Subscriptions.DeviceNotice.Reboot, Cancelled));
        Assert.Single(_portal.Devices.Orders);
    }

    [Fact]
    public async Task Is_signed_out_when_his_user_is_disabled_or_his_sign_in_is_taken_away()
    {
        using var browser = await _portal.PhoneUserAsync(Himself);
        _portal.FromOutside(connection => connection.Execute("UPDATE user SET is_enabled = 0 WHERE id = 12;"));
        using var another = _portal.Open();
        Assert.Equal(HttpStatusCode.OK, (await another.SignInAsync("3516@acme.example", PortalHost.Password)).StatusCode);
        _portal.FromOutside(connection => connection.Execute("UPDATE user SET is_enabled = 1 WHERE id = 12;"));
        Assert.Equal(HttpStatusCode.Redirect, (await another.SignInAsync("3516@acme.example", PortalHost.Password)).StatusCode);

        await using var scope = _portal.Services.CreateAsyncScope();
        Assert.True(await scope.ServiceProvider.GetRequiredService<IUserSignIns>().RemoveAsync(AdminOf(FakeDirectory.Acme.Id), Himself, Cancelled));

        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/api/v1/my/registrations")).StatusCode);
        Assert.Null(await _portal.Accounts.FindOfUserAsync(Himself, Cancelled));
    }

    [Fact]
    public async Task His_account_is_none_of_those_that_owners_manage()
    {
        using var browser = await _portal.PhoneUserAsync(Himself);

        Assert.DoesNotContain(await _portal.Accounts.ListAsync(Cancelled), row => row.Account.UserId is not null);
    }

    [Fact]
    public async Task Leaves_with_his_user()
    {
        using var browser = await _portal.PhoneUserAsync(Himself);

        _portal.FromOutside(connection => connection.Execute("DELETE FROM user WHERE id = 12;"));

        Assert.Equal(0, _portal.FromOutside(connection => connection.ExecuteScalar<long>("SELECT count(*) FROM account WHERE user_id = 12;")));
    }

    private string PathOf(HttpResponseMessage answer) => new Uri(_portal.Address, answer.Headers.Location!).PathAndQuery;

    private static System.Security.Claims.ClaimsPrincipal AdminOf(long domainId) =>
        PortalPoliciesTests.Somebody(new RoleGrant(PortalRole.Admin, domainId));

    private async Task<string?> InviteAsync(System.Security.Claims.ClaimsPrincipal who)
    {
        await using var scope = _portal.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IUserSignIns>().InviteAsync(who, Himself, Cancelled);
    }
}
