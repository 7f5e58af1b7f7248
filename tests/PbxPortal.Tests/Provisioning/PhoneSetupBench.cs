using System.Net;
using System.Security.Claims;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using PbxPortal.Accounts;
using PbxPortal.Provisioning;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Directory;
using PbxPortal.Sip.Transport;
using PbxPortal.Tests.Administration;
using PbxPortal.Tests.Components.Fakes;
using PbxPortal.Transports;
using FakeFeed = PbxPortal.Tests.Accounts.FakeFeed;

namespace PbxPortal.Tests.Provisioning;

/// <summary>Set-ups on a real SQLite file, with a feed that the test fills and a clock that it moves.</summary>
internal sealed class PhoneSetupBench : IAsyncDisposable
{
    public static readonly Uri Portal = new("https://pbx.example.com/");

    public static readonly ClaimsPrincipal Owner = AdministrationBench.Somebody(PortalRole.Owner, null);

    private PhoneSetupBench(AdministrationBench administration, User user) => (Administration, User) = (administration, user);

    public AdministrationBench Administration { get; }

    /// <summary>3516 Anna.</summary>
    public User User { get; }

    public PhoneSetups Setups => Administration.Get<PhoneSetups>();

    public PhoneApps Apps => Administration.Get<PhoneApps>();

    public FakeFeed Feed => (FakeFeed)Administration.Get<IRegistrationFeed>();

    public FakeTimeProvider Clock => (FakeTimeProvider)Administration.Get<TimeProvider>();

    public User Now => Administration.Directory.FindUser(User.Id)!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task<PhoneSetupBench> StartAsync()
    {
        var listeners = new Listeners();
        listeners.Add(TransportProtocol.Udp, () => new IPEndPoint(IPAddress.Any, 5060));
        listeners.Add(TransportProtocol.Tls, () => new IPEndPoint(IPAddress.Any, 5061));
        var administration = await AdministrationBench.StartAsync(services =>
        {
            services.AddSingleton<IUserDirectory>(provider => provider.GetRequiredService<UserDirectory>());
            services.AddSingleton<IRegistrationFeed, FakeFeed>();
            services.AddSingleton(listeners);
            services.AddSingleton<ICertificateState, FakeTransports>();
            services.AddProvisioning();
        });
        return new PhoneSetupBench(administration, await administration.AddAsync(administration.Draft("3516") with { DisplayName = "Anna" }));
    }

    /// <summary>That very user, signed in to the portal for himself.</summary>
    public static ClaimsPrincipal Himself(long userId) =>
        PortalPrincipal.Of(new PortalAccount { Id = 5, Name = "3516@acme.example", SecurityStamp = "stamp", UserId = userId }, []);

    public async Task<NewPhoneSetup> CreateAsync(string app = "linphone", ClaimsPrincipal? who = null)
    {
        var made = await Setups.CreateAsync(who ?? Owner, User.Id, Apps.Find(app)!, server: null, Portal, Cancelled);
        Assert.NotNull(made);
        return made;
    }

    public static string TokenOf(NewPhoneSetup made) => made.Link!.AbsolutePath["/p/".Length..];

    public Task<SetupDocument> FetchAsync(NewPhoneSetup made) =>
        Setups.FetchAsync(TokenOf(made), "203.0.113.7", "LinphoneAndroid/5.2", Cancelled);

    /// <summary>One look of the clockwork that ends set-ups.</summary>
    public Task LookAsync() => Administration.Get<PhoneSetupKeeper>().LookAsync(Cancelled);

    /// <summary>A device registers with the credential of the set-up.</summary>
    public void Register(PhoneSetup setup, long deviceId = 101) => Feed.Add(
        FakeFeed.Phone(deviceId, User.Id, User.Domain.Id, User.Domain.Name, User.Extension) with { CredentialId = setup.CredentialId });

    public async Task<PhoneSetup> FindAsync(NewPhoneSetup made) => (await Setups.FindAsync(Owner, made.Setup!.Id, Cancelled))!;

    public Credential CredentialOf(NewPhoneSetup made) => Assert.Single(Now.Credentials, one => one.Id == made.Setup!.CredentialId);

    public ValueTask DisposeAsync() => Administration.DisposeAsync();
}
