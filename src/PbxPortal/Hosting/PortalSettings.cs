using Microsoft.Extensions.Options;
using PbxPortal.Provisioning;
using PbxPortal.Push;
using PbxPortal.Server;
using PbxPortal.Server.Admission;
using PbxPortal.Server.Proxying;
using PbxPortal.Server.Qualifying;
using PbxPortal.Server.Registration;
using PbxPortal.Transports;

namespace PbxPortal.Hosting;

/// <summary>The settings that are not the storage's, for the server and for the command that checks them.</summary>
internal static class PortalSettings
{
    public static IServiceCollection AddPortalSettings(this IServiceCollection services, IConfiguration configuration)
    {
        var urls = configuration[PortalUrls.Key];
        services.AddOptions<PortalUrls>().Configure(options => options.Value = urls is { Length: > 0 } ? urls : options.Value).ValidateOnStart();
        services.AddSingleton<IValidateOptions<PortalUrls>, PortalUrlsValidator>();
        services.AddTypedSettings<ProxyOptions>(configuration.GetSection(ProxyOptions.SectionName));
        services.AddSingleton<IValidateOptions<ProxyOptions>, ProxyOptionsValidator>();
        services.AddTypedSettings<SipOptions>(configuration.GetSection(SipOptions.SectionName));
        services.AddSingleton<IValidateOptions<SipOptions>, SipOptionsValidator>();
        services.AddTypedSettings<RegistrarOptions>(configuration.GetSection(RegistrarOptions.SectionName));
        services.AddSingleton<IValidateOptions<RegistrarOptions>, RegistrarOptionsValidator>();
        services.AddTypedSettings<QualifyOptions>(configuration.GetSection(QualifyOptions.SectionName));
        services.AddSingleton<IValidateOptions<QualifyOptions>, QualifyOptionsValidator>();
        services.AddTransportSettings(configuration);
        services.AddTypedSettings<AdmissionOptions>(configuration.GetSection(AdmissionOptions.SectionName));
        services.AddSingleton<IValidateOptions<AdmissionOptions>, AdmissionOptionsValidator>();
        services.AddOptions<TrunksOptions>()
            .Configure(options => configuration.GetSection(TrunksOptions.SectionName).Bind(options.Trunks))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<TrunksOptions>, TrunksOptionsValidator>();
        services.AddPushSettings(configuration);
        services.AddProvisioningSettings(configuration);
        return services;
    }

    /// <summary>Binds the section and validates it at start; what the values may be is for validators of its own.</summary>
    public static void AddTypedSettings<TOptions>(this IServiceCollection services, IConfigurationSection section)
        where TOptions : class, new()
    {
        var settings = new TypedSettings<TOptions>(section);
        services.AddSingleton<IConfigureOptions<TOptions>>(settings);
        services.AddSingleton<IValidateOptions<TOptions>>(settings);
        services.AddOptions<TOptions>().ValidateOnStart();
    }
}
