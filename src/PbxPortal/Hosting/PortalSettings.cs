using Microsoft.Extensions.Options;
using PbxPortal.Server;
using PbxPortal.Server.Registration;

namespace PbxPortal.Hosting;

/// <summary>The settings that are not the storage's, for the server and for the command that checks them.</summary>
internal static class PortalSettings
{
    public static IServiceCollection AddPortalSettings(this IServiceCollection services, IConfiguration configuration)
    {
        var urls = configuration[PortalUrls.Key];
        services.AddOptions<PortalUrls>().Configure(options => options.Value = urls is { Length: > 0 } ? urls : options.Value).ValidateOnStart();
        services.AddSingleton<IValidateOptions<PortalUrls>, PortalUrlsValidator>();
        services.AddOptions<SipOptions>().Bind(configuration.GetSection(SipOptions.SectionName)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SipOptions>, SipOptionsValidator>();
        services.AddOptions<RegistrarOptions>().Bind(configuration.GetSection(RegistrarOptions.SectionName)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<RegistrarOptions>, RegistrarOptionsValidator>();
        return services;
    }
}
