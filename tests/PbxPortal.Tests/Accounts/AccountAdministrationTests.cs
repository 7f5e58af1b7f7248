using System.Collections.Immutable;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using PbxPortal.Accounts;

namespace PbxPortal.Tests.Accounts;

public sealed class AccountAdministrationTests
{
    private static readonly System.Security.Claims.ClaimsPrincipal Owner = PortalPoliciesTests.Somebody(new RoleGrant(PortalRole.Owner, null));
    private static readonly ImmutableArray<RoleGrant> HelpDesk = [new RoleGrant(PortalRole.HelpDesk, null)];
    private static readonly ImmutableArray<RoleGrant> Owning = [new RoleGrant(PortalRole.Owner, null)];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Adds_an_account_that_signs_in_with_the_password_shown_once()
    {
        await using var portal = await PortalHost.StartAsync();
        await using var scope = portal.Services.CreateAsyncScope();
        using var browser = portal.Open();

        var (password, mistakes) = await Of(scope).AddAsync(Owner, "maria", HelpDesk, Cancelled);

        Assert.Empty(mistakes);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.SignInAsync("maria", password!)).StatusCode);
        var summary = Assert.Single(await Of(scope).ListAsync(Owner, Cancelled));
        Assert.Equal(("maria", true), (summary.Name, summary.IsEnabled));
        Assert.Equal(HelpDesk, summary.Grants);
        Assert.NotNull(summary.LastSignInAt);
        Assert.Contains(portal.Audit.Entries, entry => entry is { Actor: "somebody", Action: "add account", Subject: "maria" });
    }

    [Fact]
    public async Task Refuses_a_name_that_is_taken_in_any_case()
    {
        await using var portal = await PortalHost.StartAsync();
        await using var scope = portal.Services.CreateAsyncScope();
        await Of(scope).AddAsync(Owner, "maria", HelpDesk, Cancelled);

        var (password, mistakes) = await Of(scope).AddAsync(Owner, "Maria", HelpDesk, Cancelled);

        Assert.Null(password);
        Assert.Equal(["Name"], mistakes.Select(mistake => mistake.Field));
    }

    [Fact]
    public async Task Refuses_grants_that_make_no_sense()
    {
        await using var portal = await PortalHost.StartAsync();
        await using var scope = portal.Services.CreateAsyncScope();
        ImmutableArray<RoleGrant>[] wrong =
        [
            [],
            [new RoleGrant(PortalRole.Owner, 1)],
            [new RoleGrant(PortalRole.Admin, 99)],
            [new RoleGrant(PortalRole.Admin, 1), new RoleGrant(PortalRole.HelpDesk, 1)],
            [new RoleGrant((PortalRole)7, null)],
        ];

        foreach (var grants in wrong)
        {
            Assert.Equal(["Grants"], (await Of(scope).AddAsync(Owner, "maria", grants, Cancelled)).Mistakes.Select(mistake => mistake.Field));
        }

        Assert.Empty(await Of(scope).ListAsync(Owner, Cancelled));
    }

    [Fact]
    public async Task Keeps_the_last_owner_who_can_sign_in()
    {
        await using var portal = await PortalHost.StartAsync();
        await using var scope = portal.Services.CreateAsyncScope();
        await Of(scope).AddAsync(Owner, "first", Owning, Cancelled);
        await Of(scope).AddAsync(Owner, "second", Owning, Cancelled);
        var accounts = await Of(scope).ListAsync(Owner, Cancelled);
        var (first, second) = (accounts[0].Id, accounts[1].Id);

        Assert.Empty(await Of(scope).EditAsync(Owner, second, isEnabled: false, Owning, Cancelled));
        Assert.NotEmpty(await Of(scope).EditAsync(Owner, first, isEnabled: false, Owning, Cancelled));
        Assert.NotEmpty(await Of(scope).EditAsync(Owner, first, isEnabled: true, HelpDesk, Cancelled));
        Assert.NotEmpty(await Of(scope).DeleteAsync(Owner, first, Cancelled));
        Assert.Empty(await Of(scope).DeleteAsync(Owner, second, Cancelled));

        var left = Assert.Single(await Of(scope).ListAsync(Owner, Cancelled));
        Assert.Equal(("first", true), (left.Name, left.IsEnabled));
        Assert.Equal(Owning, left.Grants);
    }

    [Fact]
    public async Task Gives_a_new_password_in_place_of_the_old_one_and_lifts_the_lock()
    {
        await using var portal = await PortalHost.StartAsync();
        await portal.AddAccountAsync("maria", [.. HelpDesk]);
        await using var scope = portal.Services.CreateAsyncScope();
        using var browser = portal.Open();
        for (var i = 0; i < 5; i++)
        {
            await browser.SignInAsync("maria", "wrong password");
        }

        var locked = Assert.Single(await Of(scope).ListAsync(Owner, Cancelled));
        var password = await Of(scope).NewPasswordAsync(Owner, locked.Id, Cancelled);

        Assert.NotNull(locked.LockedUntil);
        Assert.Equal(HttpStatusCode.OK, (await browser.SignInAsync("maria", PortalHost.Password)).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.SignInAsync("maria", password!)).StatusCode);
    }

    [Fact]
    public async Task Is_for_owners()
    {
        await using var portal = await PortalHost.StartAsync();
        await using var scope = portal.Services.CreateAsyncScope();
        var accounts = Of(scope);
        var admin = PortalPoliciesTests.Somebody(new RoleGrant(PortalRole.Admin, null));

        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => accounts.ListAsync(admin, Cancelled));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => accounts.AddAsync(admin, "maria", Owning, Cancelled));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => accounts.EditAsync(admin, 1, isEnabled: true, Owning, Cancelled));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => accounts.NewPasswordAsync(admin, 1, Cancelled));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => accounts.DeleteAsync(admin, 1, Cancelled));
    }

    [Fact]
    public async Task Says_when_an_account_is_gone()
    {
        await using var portal = await PortalHost.StartAsync();
        await using var scope = portal.Services.CreateAsyncScope();

        Assert.NotEmpty(await Of(scope).EditAsync(Owner, 7, isEnabled: true, HelpDesk, Cancelled));
        Assert.NotEmpty(await Of(scope).DeleteAsync(Owner, 7, Cancelled));
        Assert.Null(await Of(scope).NewPasswordAsync(Owner, 7, Cancelled));
    }

    private static IAccountAdministration Of(AsyncServiceScope scope) => scope.ServiceProvider.GetRequiredService<IAccountAdministration>();
}
