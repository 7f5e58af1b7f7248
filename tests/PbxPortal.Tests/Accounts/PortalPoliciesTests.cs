using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using PbxPortal.Accounts;
using PbxPortal.Server.Directory;

namespace PbxPortal.Tests.Accounts;

public sealed class PortalPoliciesTests
{
    private static readonly string[] Policies =
        [PortalPolicies.See, PortalPolicies.ControlDevices, PortalPolicies.ManageUsers, PortalPolicies.Own];

    public static TheoryData<PortalRole, string, bool> RolesAndPolicies()
    {
        var rows = new TheoryData<PortalRole, string, bool>();
        foreach (var role in Enum.GetValues<PortalRole>())
        {
            for (var needed = 1; needed <= Policies.Length; needed++)
            {
                rows.Add(role, Policies[needed - 1], (int)role >= needed);
            }
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(RolesAndPolicies))]
    public async Task Opens_a_page_for_the_role_and_higher_ones(PortalRole role, string policy, bool isOpen)
    {
        await using var portal = await PortalHost.StartAsync();
        using var browser = await portal.SignedInAsync(new RoleGrant(role, role is PortalRole.Owner ? null : FakeDirectory.Acme.Id));

        var answer = await browser.GetAsync($"/needs/{policy}");

        Assert.Equal(isOpen ? HttpStatusCode.OK : HttpStatusCode.Redirect, answer.StatusCode);
    }

    [Theory]
    [MemberData(nameof(RolesAndPolicies))]
    public async Task Grants_in_the_domain_of_the_role_and_in_no_other(PortalRole role, string policy, bool isGranted)
    {
        var who = Somebody(new RoleGrant(role, FakeDirectory.Acme.Id));

        Assert.Equal(isGranted, await IsGrantedAsync(who, FakeDirectory.Acme, policy));
        Assert.Equal(isGranted, await IsGrantedAsync(who, FakeDirectory.Acme.Id, policy));
        Assert.Equal(isGranted, await IsGrantedAsync(who, FakeFeed.Phone(1, 11, FakeDirectory.Acme.Id, "acme.example", "9"), policy));
        Assert.Equal(isGranted, await IsGrantedAsync(who, resource: null, policy));
        Assert.False(await IsGrantedAsync(who, FakeDirectory.Globex, policy));
        Assert.False(await IsGrantedAsync(who, FakeDirectory.Globex.Id, policy));
        Assert.False(await IsGrantedAsync(who, new User { Id = 21, Domain = FakeDirectory.Globex, Extension = "200" }, policy));
    }

    [Theory]
    [MemberData(nameof(RolesAndPolicies))]
    public async Task Grants_in_every_domain_with_a_role_for_all(PortalRole role, string policy, bool isGranted)
    {
        var who = Somebody(new RoleGrant(role, null));

        Assert.Equal(isGranted, await IsGrantedAsync(who, FakeDirectory.Acme, policy));
        Assert.Equal(isGranted, await IsGrantedAsync(who, FakeDirectory.Globex.Id, policy));
    }

    [Fact]
    public async Task Refuses_a_resource_that_it_does_not_know_and_somebody_who_is_not_signed_in()
    {
        var owner = Somebody(new RoleGrant(PortalRole.Owner, null));
        var nobody = new ClaimsPrincipal(new ClaimsIdentity([PortalAccess.Grant(PortalRole.Owner, null)]));

        Assert.False(await IsGrantedAsync(owner, "acme.example", PortalPolicies.See));
        Assert.False(await IsGrantedAsync(nobody, resource: null, PortalPolicies.See));
    }

    [Fact]
    public async Task Uses_the_highest_role_that_applies()
    {
        var who = Somebody(new RoleGrant(PortalRole.ReadOnly, null), new RoleGrant(PortalRole.Admin, FakeDirectory.Globex.Id));

        Assert.True(await IsGrantedAsync(who, FakeDirectory.Globex, PortalPolicies.ManageUsers));
        Assert.False(await IsGrantedAsync(who, FakeDirectory.Acme, PortalPolicies.ControlDevices));
        Assert.True(await IsGrantedAsync(who, FakeDirectory.Acme, PortalPolicies.See));
    }

    internal static ClaimsPrincipal Somebody(params RoleGrant[] grants) =>
        PortalPrincipal.Of(new PortalAccount { Id = 1, Name = "somebody", SecurityStamp = "stamp" }, [.. grants]);

    private static async Task<bool> IsGrantedAsync(ClaimsPrincipal who, object? resource, string policy)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddPortalAccounts(new Microsoft.Extensions.Configuration.ConfigurationManager());
        await using var provider = services.BuildServiceProvider();
        return (await provider.GetRequiredService<IAuthorizationService>().AuthorizeAsync(who, resource, policy)).Succeeded;
    }
}
