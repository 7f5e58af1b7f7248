using PbxPortal.Api;
using PbxPortal.Server;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Authentication;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Location;
using PbxPortal.Server.Registration;
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

        services.AddSingleton<OwnAddresses>();
        services.AddSingleton<AddressResolver>();
        services.AddSingleton<Gruus>();
        services.AddSingleton<GruuResolver>();
        services.AddSingleton<Registrar>();
        services.AddSingleton<RefusalLog>();
        services.AddSingleton<RegistrationFeed>();
        services.AddSingleton<IRegistrationFeed>(provider => provider.GetRequiredService<RegistrationFeed>());

        services.AddSingleton<SipServer>();
        services.AddSingleton<ISipMessageHandler>(provider => provider.GetRequiredService<SipServer>());
        services.AddSingleton<TransportCounters>();
        services.AddSingleton(provider => new MessageReceiver(
            provider.GetRequiredService<ISipMessageHandler>(),
            provider.GetRequiredService<TransportCounters>(),
            provider.GetRequiredService<ILogger<MessageReceiver>>()));
        services.AddSingleton<SipHost>();
        services.AddSingleton<IReadinessCheck>(provider => provider.GetRequiredService<SipHost>());
        services.AddHostedService(provider => provider.GetRequiredService<SipHost>());
        return services;
    }
}
