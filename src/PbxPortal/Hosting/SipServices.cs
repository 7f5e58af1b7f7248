using PbxPortal.Api;
using PbxPortal.Server;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Admission;
using PbxPortal.Server.Authentication;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Location;
using PbxPortal.Server.Qualifying;
using PbxPortal.Server.Registration;
using PbxPortal.Server.Requests;
using PbxPortal.Server.Subscriptions;
using PbxPortal.Sip.Transactions;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Hosting;

/// <summary>The SIP server and all that it stands on, from the wire upwards.</summary>
internal static class SipServices
{
    public static IServiceCollection AddSipServer(this IServiceCollection services)
    {
        services.AddSingleton<UserDirectory>();
        services.AddSingleton<IUserDirectory>(provider => provider.GetRequiredService<UserDirectory>());
        services.AddSingleton<DirectoryFollower>();
        services.AddSingleton<Ha1Cache>();
        services.AddSingleton<DigestAuthenticator>();

        services.AddSingleton<StoreHealth>();
        services.AddSingleton<LocationTable>();
        services.AddSingleton<LocationService>();
        services.AddSingleton<IDeviceControl>(provider => provider.GetRequiredService<LocationService>());

        services.AddRegistrar();
        services.AddSingleton<RegistrationFeed>();
        services.AddSingleton<IRegistrationFeed>(provider => provider.GetRequiredService<RegistrationFeed>());

        services.AddOwnRequests();
        services.AddAdmission();
        services.AddSingleton<SipServer>();
        services.AddSingleton<ISipMessageHandler>(provider => provider.GetRequiredService<SipServer>());
        services.AddSingleton(provider => new MessageReceiver(
            provider.GetRequiredService<ISipMessageHandler>(),
            provider.GetRequiredService<TransportCounters>(),
            provider.GetRequiredService<ILogger<MessageReceiver>>()));
        services.AddSingleton<SipHost>();
        services.AddSingleton<IReadinessCheck>(provider => provider.GetRequiredService<SipHost>());
        services.AddHostedService(provider => provider.GetRequiredService<SipHost>());
        return services;
    }

    private static void AddRegistrar(this IServiceCollection services)
    {
        services.AddSingleton<OwnAddresses>();
        services.AddSingleton<AddressResolver>();
        services.AddSingleton<Gruus>();
        services.AddSingleton<GruuResolver>();
        services.AddSingleton<Registrar>();
        services.AddSingleton<RefusalLog>();
    }

    /// <summary>Whatever sends requests, and what it stands on.</summary>
    private static void AddOwnRequests(this IServiceCollection services)
    {
        services.AddSingleton(provider => new TransactionLayer(
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<TransactionLayer>>()));
        services.AddSingleton<OwnRequests>();
        services.AddSingleton<ReachTable>();
        services.AddSingleton<IDeviceReach>(provider => provider.GetRequiredService<ReachTable>());
        services.AddSingleton<Qualifier>();
        services.AddSingleton<Notifier>();
        services.AddSingleton<IDeviceNotifier, DeviceNotifier>();
    }

    private static void AddAdmission(this IServiceCollection services)
    {
        services.AddSingleton<AdmissionService>();
        services.AddSingleton<IAdmissionControl>(provider => provider.GetRequiredService<AdmissionService>());
        services.AddSingleton<AdmissionGate>();
    }
}
