using Microsoft.Extensions.Options;
using PbxPortal.Storage;

namespace PbxPortal.Provisioning;

/// <summary>Setting phones up: apps, codes, links, and the end of what nobody uses.</summary>
internal static class ProvisioningServices
{
    public static IServiceCollection AddProvisioning(this IServiceCollection services)
    {
        services.AddSingleton<PhoneSetupStore>();
        services.AddSingleton<PublicAddresses>();
        services.AddSingleton(provider => new PortalLinks(provider.GetRequiredService<PublicAddresses>()));
        services.AddSingleton<OfferedDigest>();
        services.AddSingleton<PhoneApps>();
        services.AddSingleton<PhoneSetups>();
        services.AddSingleton<IPhoneSetups>(provider => provider.GetRequiredService<PhoneSetups>());
        services.AddSingleton<PhoneSetupKeeper>();
        services.AddHostedService(provider => provider.GetRequiredService<PhoneSetupKeeper>());
        return services;
    }

    public static IServiceCollection AddProvisioningSettings(this IServiceCollection services, IConfiguration configuration)
    {
        Hosting.PortalSettings.AddTypedSettings<PublicOptions>(services, configuration.GetSection(PublicOptions.SectionName));
        return services.AddSingleton<IValidateOptions<PublicOptions>, PublicOptionsValidator>();
    }
}
