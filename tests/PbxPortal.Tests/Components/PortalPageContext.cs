using System.Globalization;
using System.Security.Claims;
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
using PbxPortal.Components.Problems;
using PbxPortal.Components.Security;
using PbxPortal.Components.Users;
using PbxPortal.Provisioning;
using PbxPortal.Search;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Diagnosis;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Location;
using PbxPortal.Server.Qualifying;
using PbxPortal.Server.Registration;
using PbxPortal.Tests.Components.Fakes;
using PbxPortal.Transports;

namespace PbxPortal.Tests.Components;

/// <summary>A page with everything around it: services that the test scripts, popovers, dialogs, and somebody signed in.</summary>
public abstract class PortalPageContext : BunitContext
{
    private readonly BunitAuthorizationContext _authorization;
    private IRenderedComponent<IComponent>? _page;

    protected PortalPageContext()
    {
        DefaultWaitTimeout = TimeSpan.FromSeconds(30); // Of bUnit; its one second is little where many tests share a machine.
        Health = new StoreHealth(Clock);
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices();
        PopoversOnDemand.AddTo(Services);
        Services.AddSingleton<TimeProvider>(Clock);
        Services.AddSingleton<IRegistrationFeed>(Feed);
        Services.AddSingleton<IUserDirectory>(Directory);
        Services.AddSingleton<IDeviceAdministration>(DeviceAdministration);
        Services.AddSingleton<IUserAdministration>(UserAdministration);
        Services.AddSingleton<IUserBatch>(UserBatch);
        Services.AddSingleton<IPortalSearch>(Search);
        Services.AddSingleton<ICredentialAdministration>(CredentialAdministration);
        Services.AddSingleton<IDomainAdministration>(DomainAdministration);
        Services.AddSingleton<IAccountAdministration>(AccountAdministration);
        Services.AddSingleton<IActivityHistory>(History);
        Services.AddSingleton<IAuditHistory>(Audit);
        Services.AddSingleton<IApiKeyAdministration>(ApiKeys);
        Services.AddSingleton<IPasswordShelf>(Shelf);
        Services.AddSingleton<IPortalCalls>(Calls);
        Services.AddSingleton<IDeviceReach>(Reach);
        Services.AddSingleton<ISecurityAdministration>(Security);
        Services.AddSingleton<IOverview>(Overview);
        Services.AddSingleton<IChangeHistory>(Changes);
        Services.AddSingleton<IAttemptWatch>(Attempts);
        Services.AddSingleton<ITraceAdministration>(Traces);
        Services.AddSingleton<IDeviceDetails>(Details);
        Services.AddSingleton<IFailedSignIns>(FailedSignIns);
        Services.AddSingleton<IOwnAccount>(OwnAccount);
        Services.AddSingleton<IUserSignIns>(UserSignIns);
        Services.AddSingleton<IPhoneSetups>(PhoneSetups);
        Services.AddSingleton(new PhoneApps(Options.Create(new PublicOptions())));
        Services.AddSingleton(new PortalLinks(new PublicAddresses(Options.Create(new PublicOptions()), new Listeners(), new FakeTransports())));
        Services.AddSingleton(Health);
        Services.AddSingleton(Options.Create(new RegistrarOptions()));
        Services.AddScoped<Browser>();
        Services.AddScoped<DeviceCommands>();
        Services.AddScoped<UserCommands>();
        Services.AddScoped<UserBatchCommands>();
        Services.AddScoped<CredentialCommands>();
        Services.AddScoped<SecurityCommands>();
        Services.AddScoped<ProblemCommands>();
        _authorization = AddAuthorization();
        SignIn(PortalRole.HelpDesk);
    }

    private protected FakeTimeProvider Clock { get; } = new(Sample.Now);

    private protected FakeFeed Feed { get; } = new();

    private protected FakeDirectory Directory { get; } = new();

    private protected FakeDeviceAdministration DeviceAdministration { get; } = new();

    private protected FakeUserAdministration UserAdministration { get; } = new();

    private protected FakeUserBatch UserBatch { get; } = new();

    private protected FakePortalSearch Search { get; } = new();

    private protected FakeCredentialAdministration CredentialAdministration { get; } = new();

    private protected FakeDomainAdministration DomainAdministration { get; } = new();

    private protected FakeAccountAdministration AccountAdministration { get; } = new();

    private protected FakeSecurityAdministration Security { get; } = new();

    private protected FakeFailedSignIns FailedSignIns { get; } = new();

    private protected FakeOwnAccount OwnAccount { get; } = new();

    private protected FakeUserSignIns UserSignIns { get; } = new();

    private protected FakePhoneSetups PhoneSetups { get; } = new();

    private protected FakeActivityHistory History { get; } = new();

    private protected FakeAuditHistory Audit { get; } = new();

    private protected FakeApiKeyAdministration ApiKeys { get; } = new();

    private protected FakePasswordShelf Shelf { get; } = new();

    private protected FakePortalCalls Calls { get; } = new();

    private protected FakeTraceAdministration Traces { get; } = new();

    private protected FakeDeviceDetails Details { get; } = new();

    private protected FakeDeviceReach Reach { get; } = new();

    private protected FakeOverview Overview { get; } = new();

    private protected FakeChangeHistory Changes { get; } = new();

    private protected FakeAttemptWatch Attempts { get; } = new();

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
            PortalRole.Owner => [PortalPolicies.See, PortalPolicies.ControlDevices, PortalPolicies.ManageUsers, PortalPolicies.Own],
            PortalRole.Admin => [PortalPolicies.See, PortalPolicies.ControlDevices, PortalPolicies.ManageUsers],
            PortalRole.HelpDesk => [PortalPolicies.See, PortalPolicies.ControlDevices],
            _ => [PortalPolicies.See],
        });
    }

    /// <summary>Signs a phone user in, who has no role.</summary>
    private protected void SignInAsPhoneUser(long userId)
    {
        _authorization.SetAuthorized("3516@acme.example")
            .SetClaims(new Claim(PortalAccess.UserClaimType, userId.ToString(CultureInfo.InvariantCulture)));
        _authorization.SetPolicies(PortalPolicies.OwnPhones, PortalPolicies.SetUpPhones, PortalPolicies.HaveAccount);
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
