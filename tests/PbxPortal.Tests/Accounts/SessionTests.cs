using System.Collections.Immutable;
using System.Net;
using System.Security.Claims;
using Dapper;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using PbxPortal.Accounts;

namespace PbxPortal.Tests.Accounts;

public sealed class SessionTests
{
    private static readonly RoleGrant HelpDeskOfAcme = new(PortalRole.HelpDesk, FakeDirectory.Acme.Id);
    private static readonly ClaimsPrincipal Owner = PortalPoliciesTests.Somebody(new RoleGrant(PortalRole.Owner, null));

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ends_within_a_minute_when_the_account_is_disabled()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var portal = await PortalHost.StartAsync(clock);
        using var browser = await portal.SignedInAsync(HelpDeskOfAcme);
        await AddOwnerAsync(portal);

        await EditAsync(portal, isEnabled: false, [HelpDeskOfAcme]);
        clock.Advance(TimeSpan.FromSeconds(61));

        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/needs/See")).StatusCode);
    }

    [Fact]
    public async Task Takes_over_other_grants_within_a_minute()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var portal = await PortalHost.StartAsync(clock);
        using var browser = await portal.SignedInAsync(HelpDeskOfAcme);
        await AddOwnerAsync(portal);

        await EditAsync(portal, isEnabled: true, [new RoleGrant(PortalRole.Admin, FakeDirectory.Acme.Id)]);
        clock.Advance(TimeSpan.FromSeconds(61));

        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/needs/ManageUsers")).StatusCode);
    }

    [Fact]
    public async Task Ends_after_twelve_hours_without_use()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var portal = await PortalHost.StartAsync(clock);
        using var browser = await portal.SignedInAsync(HelpDeskOfAcme);

        clock.Advance(TimeSpan.FromHours(11));
        var used = await browser.GetAsync("/needs/See");
        clock.Advance(TimeSpan.FromHours(11));
        var usedAgain = await browser.GetAsync("/needs/See");
        clock.Advance(TimeSpan.FromHours(12.1));
        var late = await browser.GetAsync("/needs/See");

        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Redirect], [used.StatusCode, usedAgain.StatusCode, late.StatusCode]);
    }

    [Fact]
    public async Task Of_an_open_page_follows_the_account()
    {
        await using var portal = await PortalHost.StartAsync();
        await AddOwnerAsync(portal);
        await portal.AddAccountAsync("maria", HelpDeskOfAcme);
        var maria = await SignedInAsync(portal, (await portal.Accounts.FindAsync("MARIA", Cancelled))!);
        await using var circuit = portal.Services.CreateAsyncScope();
        var session = (CircuitSession)circuit.ServiceProvider.GetRequiredService<AuthenticationStateProvider>();
        session.SetAuthenticationState(Task.FromResult(new AuthenticationState(maria)));

        var unchanged = await session.RevalidateAsync(await session.GetAuthenticationStateAsync(), Cancelled);
        var same = (await session.GetAuthenticationStateAsync()).User;
        await EditAsync(portal, isEnabled: true, [new RoleGrant(PortalRole.Admin, FakeDirectory.Globex.Id)]);
        var changed = await session.RevalidateAsync(await session.GetAuthenticationStateAsync(), Cancelled);
        var other = (await session.GetAuthenticationStateAsync()).User;
        await EditAsync(portal, isEnabled: false, [HelpDeskOfAcme]);
        var disabled = await session.RevalidateAsync(await session.GetAuthenticationStateAsync(), Cancelled);

        Assert.Equal([true, true, false], [unchanged, changed, disabled]);
        Assert.Same(maria, same);
        Assert.True(PortalAccess.Has(other, PortalRole.Admin, FakeDirectory.Globex.Id));
        Assert.False(PortalAccess.Has(other, PortalRole.ReadOnly, FakeDirectory.Acme.Id));
    }

    [Fact]
    public async Task Ends_with_a_new_password_even_if_the_account_was_enabled_again()
    {
        await using var portal = await PortalHost.StartAsync();
        await portal.AddAccountAsync("maria", HelpDeskOfAcme);
        var account = (await portal.Accounts.FindAsync("MARIA", Cancelled))!;
        var maria = await SignedInAsync(portal, account);
        await using var scope = portal.Services.CreateAsyncScope();

        await scope.ServiceProvider.GetRequiredService<IAccountAdministration>().NewPasswordAsync(Owner, account.Id, Cancelled);

        Assert.Null(await portal.Services.GetRequiredService<SessionCheck>().RefreshAsync(maria, Cancelled));
    }

    [Fact]
    public async Task An_open_page_keeps_the_address_it_was_opened_from_when_its_roles_change()
    {
        await using var portal = await PortalHost.StartAsync();
        await AddOwnerAsync(portal);
        await portal.AddAccountAsync("maria", HelpDeskOfAcme);
        var maria = PortalPrincipal.At(await SignedInAsync(portal, (await portal.Accounts.FindAsync("MARIA", Cancelled))!), "198.51.100.7");
        await EditAsync(portal, isEnabled: true, [new RoleGrant(PortalRole.Admin, FakeDirectory.Globex.Id)]);

        var refreshed = await portal.Services.GetRequiredService<SessionCheck>().RefreshAsync(maria, Cancelled);

        Assert.NotSame(maria, refreshed);
        Assert.Equal(new Actor("maria", "198.51.100.7"), PortalAccess.ActorOf(refreshed!));
    }

    private static async Task<ClaimsPrincipal> SignedInAsync(PortalHost portal, PortalAccount account)
    {
        var session = await portal.Services.GetRequiredService<BrowserSessions>().BeginAsync(account.Id, "Firefox/140", address: null, Cancelled);
        return PortalPrincipal.Of(account, [HelpDeskOfAcme], session);
    }

    private static Task AddOwnerAsync(PortalHost portal) => portal.AddAccountAsync("owner", new RoleGrant(PortalRole.Owner, null));

    private static async Task EditAsync(PortalHost portal, bool isEnabled, ImmutableArray<RoleGrant> grants)
    {
        var id = portal.FromOutside(connection => connection.QuerySingle<long>("SELECT id FROM account WHERE name <> 'owner'"));
        await using var scope = portal.Services.CreateAsyncScope();
        Assert.Empty(await scope.ServiceProvider.GetRequiredService<IAccountAdministration>().EditAsync(Owner, id, isEnabled, grants, Cancelled));
    }
}
