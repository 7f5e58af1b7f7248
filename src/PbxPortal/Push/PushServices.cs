using Microsoft.Extensions.Options;
using PbxPortal.Hosting;
using PbxPortal.Server.Push;

namespace PbxPortal.Push;

/// <summary>Puts together what wakes sleeping apps.</summary>
internal static class PushServices
{
    public static IServiceCollection AddPushSettings(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddTypedSettings<PushOptions>(configuration.GetSection(PushOptions.SectionName));
        services.AddSingleton<IValidateOptions<PushOptions>, PushOptionsValidator>();
        return services;
    }

    public static IServiceCollection AddPush(this IServiceCollection services)
    {
        // A redirect would carry the secret to somebody whom the settings do not name.
        services.AddHttpClient(HttpPushGateway.Client, client => client.Timeout = HttpPushGateway.Timeout)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        services.AddSingleton<IPushGateway, HttpPushGateway>();
        services.AddSingleton<PushWaker>();
        return services;
    }
}
