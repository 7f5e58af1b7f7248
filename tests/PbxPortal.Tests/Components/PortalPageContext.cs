using Bunit;
using Bunit.TestDoubles;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using MudBlazor;
using MudBlazor.Services;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Components.Devices;
using PbxPortal.Components.Live;
using PbxPortal.Components.Security;
using PbxPortal.Components.Users;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Location;
using PbxPortal.Server.Qualifying;
using PbxPortal.Server.Registration;
using PbxPortal.Tests.Components.Fakes;

namespace PbxPortal.Tests.Components;

/// <summary>A page with everything around it: services that the test scripts, popovers, dialogs, and somebody signed in.</summary>
public abstract class PortalPageContext : BunitContext
{
    private readonly BunitAuthorizationContext _authorization;
    private IRenderedComponent<IComponent>? _page;

    protected PortalPageContext()
    {
        Health = new StoreHealth(Clock);
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices();
        Services.AddSingleton<TimeProvider>(Clock);
        Services.AddSingleton<IRegistrationFeed>(Feed);
        Services.AddSingleton<IUserDirectory>(Directory);
        Services.AddSingleton<IDeviceAdministration>(DeviceAdministration);
        Services.AddSingleton<IUserAdministration>(UserAdministration);
        Services.AddSingleton<ICredentialAdministration>(CredentialAdministration);
        Services.AddSingleton<IDomainAdministration>(DomainAdministration);
        Services.AddSingleton<IAccountAdministration>(AccountAdministration);
        Services.AddSingleton<IActivityHistory>(History);
        Services.AddSingleton<IDeviceReach>(Reach);
        Services.AddSingleton<ISecurityAdministration>(Security);
        Services.AddSingleton(Health);
        Services.AddSingleton(Options.Create(new RegistrarOptions()));
        Services.AddScoped<Browser>();
        Services.AddScoped<DeviceCommands>();
        Services.AddScoped<UserCommands>();
        Services.AddScoped<CredentialCommands>();
        Services.AddScoped<SecurityCommands>();
        _authorization = AddAuthorization();
        SignIn(PortalRole.HelpDesk);
    }

    private protected FakeTimeProvider Clock { get; } = new(Sample.Now);

    private protected FakeFeed Feed { get; } = new();

    private protected FakeDirectory Directory { get; } = new();

    private protected FakeDeviceAdministration DeviceAdministration { get; } = new();

    private protected FakeUserAdministration UserAdministration { get; } = new();

    private protected FakeCredentialAdministration CredentialAdministration { get; } = new();

    private protected FakeDomainAdministration DomainAdministration { get; } = new();

    private protected FakeAccountAdministration AccountAdministration { get; } = new();

    private protected FakeSecurityAdministration Security { get; } = new();

    private protected FakeActivityHistory History { get; } = new();

    private protected FakeDeviceReach Reach { get; } = new();

    private protected StoreHealth Health { get; }

    private protected BunitNavigationManager Navigation => Services.GetRequiredService<BunitNavigationManager>();

    /// <summary>What the snack bars say.</summary>
    private protected IEnumerable<string?> Said => Services.GetRequiredService<ISnackbar>().ShownSnackbars.Select(bar => bar.Message);

    /// <summary>Signs in with a role, in one domain or in all.</summary>
    private protected void SignIn(PortalRole role, long? domainId = null)
    {
        _authorization.SetAuthorized("anna.berger").SetClaims(PortalAccess.Grant(role, domainId));
        _authorization.SetPolicies(role switch
        {
            PortalRole.Owner => [PortalPolicies.See, PortalPolicies.ManageUsers, PortalPolicies.Own],
            PortalRole.Admin => [PortalPolicies.See, PortalPolicies.ManageUsers],
            _ => [PortalPolicies.See],
        });
    }

    private protected void SignOut()
    {
        _authorization.SetNotAuthorized();
        _authorization.SetPolicies();
    }

    /// <summary>Renders the page with the providers that the layout has.</summary>
    private protected IRenderedComponent<IComponent> Open<TPage>(params (string Name, object Value)[] parameters)
        where TPage : IComponent => _page = Render(builder =>
        {
            builder.OpenComponent<MudPopoverProvider>(0);
            builder.CloseComponent();
            builder.OpenComponent<MudDialogProvider>(1);
            builder.CloseComponent();
            builder.OpenComponent<TPage>(2);
            foreach (var (name, value) in parameters)
            {
                builder.AddComponentParameter(3, name, value);
            }

            builder.CloseComponent();
        });

    /// <summary>Lets the page take the next batch of the feed; on its dispatcher, where it is never halfway through one.</summary>
    private protected Task LetTheFeedThroughAsync() => _page!.InvokeAsync(() => Clock.Advance(FeedWatch.Interval));
}
