using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PbxPortal.Accounts;
using PbxPortal.Server.Admission;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Accounts;

public sealed class FailedSignInTests : IAsyncLifetime
{
    private static readonly System.Security.Claims.ClaimsPrincipal Admin = PortalPoliciesTests.Somebody(new RoleGrant(PortalRole.Admin, null));

    private PortalHost _portal = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private IFailedSignIns Failures => _portal.Services.GetRequiredService<IFailedSignIns>();

    public async ValueTask InitializeAsync()
    {
        _portal = await PortalHost.StartAsync();
        await _portal.AddAccountAsync("maria", new RoleGrant(PortalRole.ReadOnly, null));
    }

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task Notes_why_with_address_and_account_and_counts_what_comes_together()
    {
        await TryAsync("maria", "wrong one");
        await TryAsync("maria", "wrong two");
        await TryAsync("hunter2-my-password", "wrong");

        var all = await Failures.ListAsync(Admin, Cancelled);

        Assert.Equal(
            [("", SignInRefusal.UnknownAccount, 1), ("maria", SignInRefusal.WrongPassword, 2)],
            all.OrderBy(one => one.Name, StringComparer.Ordinal).Select(one => (one.Name, one.Reason, one.Count)));
        Assert.All(all, one => Assert.Equal("127.0.0.1", one.Address));
        Assert.Equal(0, _portal.FromOutside(connection => Dapper.SqlMapper.ExecuteScalar<long>(
            connection, "SELECT count(*) FROM failed_sign_in WHERE name LIKE '%hunter2%';")));
        Assert.DoesNotContain(_portal.Log.Lines, line => line.Contains("hunter2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_locked_account_is_unlocked_with_one_click()
    {
        for (var i = 0; i < 6; i++)
        {
            await TryAsync("maria", "wrong");
        }

        var all = await Failures.ListAsync(Admin, Cancelled);
        Assert.Contains(all, one => one is { Reason: SignInRefusal.Locked, IsLocked: true });
        Assert.True(await Failures.UnlockAsync(Admin, all[0].AccountId!.Value, Cancelled));
        Assert.False(await Failures.UnlockAsync(Admin, all[0].AccountId!.Value, Cancelled));

        Assert.Equal(HttpStatusCode.Redirect, (await TryAsync("maria", PortalHost.Password)).StatusCode);
        Assert.DoesNotContain(await Failures.ListAsync(Admin, Cancelled), one => one.IsLocked);
        Assert.Contains(_portal.Audit.Entries, entry => entry is { Action: "unlock account", Subject: "maria" });
    }

    [Theory]
    [InlineData(PortalRole.Admin, 1L)]
    [InlineData(PortalRole.HelpDesk, null)]
    public async Task Is_for_administrators_of_the_whole_server(PortalRole role, long? domainId)
    {
        var who = PortalPoliciesTests.Somebody(new RoleGrant(role, domainId));

        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => Failures.ListAsync(who, Cancelled));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => Failures.UnlockAsync(who, 1, Cancelled));
    }

    [Fact]
    public async Task The_API_tells_the_same()
    {
        await TryAsync("maria", "wrong");
        var key = await _portal.AddApiKeyAsync("key", new RoleGrant(PortalRole.Admin, null));
        using var program = _portal.Open();

        var answer = await program.SendAsync(HttpMethod.Get, "/api/v1/failed-sign-ins", request => request.Headers.Authorization = new("Bearer", key));

        var row = Assert.Single(JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancelled))!.AsArray());
        Assert.Equal(("maria", "wrongPassword", 1), ((string?)row!["account"], (string?)row["reason"], (int)row["count"]!));
        var unlock = await program.SendAsync(
            HttpMethod.Post, $"/api/v1/accounts/{row["accountId"]}/unlock", request => request.Headers.Authorization = new("Bearer", key));
        Assert.Equal(HttpStatusCode.NotFound, unlock.StatusCode);
    }

    [Fact]
    public async Task Nobody_signs_in_from_an_address_that_somebody_banned()
    {
        Assert.True(SourceNetwork.TryParse("127.0.0.1", out var network, out _));
        await _portal.Admission.BanAsync(network, TimeSpan.FromHours(1), "guesses", "anna", Cancelled);

        var answer = await TryAsync("maria", PortalHost.Password);

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.Contains("Nobody may sign in from your address", (await Browser.ReadAsync(answer)).Body!.TextContent, StringComparison.Ordinal);
        await _portal.Admission.UnbanAsync(new BanKey(network, ""), "anna", Cancelled);
        Assert.Equal(HttpStatusCode.Redirect, (await TryAsync("maria", PortalHost.Password)).StatusCode);
    }

    [Fact]
    public async Task A_ban_that_the_server_made_for_phones_keeps_no_administrator_out()
    {
        Assert.True(SourceNetwork.TryParse("127.0.0.1", out var network, out _));
        await _portal.Admission.BanAsync(network, TimeSpan.FromHours(1), "wrong passwords", by: "", Cancelled);

        Assert.True(network.Contains(PeerAddress.From(IPAddress.Loopback, 0)));
        Assert.Equal(HttpStatusCode.Redirect, (await TryAsync("maria", PortalHost.Password)).StatusCode);
    }

    private async Task<HttpResponseMessage> TryAsync(string name, string password)
    {
        using var browser = _portal.Open();
        return await browser.SignInAsync(name, password);
    }
}
