using Microsoft.Extensions.Options;
using PbxPortal.Hosting;
using PbxPortal.Server;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Transports;

/// <summary>Everything that carries SIP beside UDP: TCP and TLS on Kestrel, WebSocket beside the portal.</summary>
internal static class TransportServices
{
    /// <summary>The settings, for the server and for the command that checks them.</summary>
    public static void AddTransportSettings(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddTypedSettings<ConnectionOptions>(configuration.GetSection(ConnectionOptions.SectionName));
        services.AddSingleton<IValidateOptions<ConnectionOptions>, ConnectionOptionsValidator>();
        services.AddTypedSettings<CertificateOptions>(configuration.GetSection(CertificateOptions.SectionName));
        services.AddSingleton<IValidateOptions<CertificateOptions>, CertificateOptionsValidator>();
        services.AddTypedSettings<WebSocketOptions>(configuration.GetSection(WebSocketOptions.SectionName));
        services.AddSingleton<IValidateOptions<WebSocketOptions>, WebSocketOptionsValidator>();
    }

    public static IServiceCollection AddTransports(this IServiceCollection services)
    {
        services.AddSingleton<TransportCounters>();
        services.AddSingleton<ConnectionLog>();
        services.AddSingleton(provider => new ConnectionTable(
            provider.GetRequiredService<IOptions<ConnectionOptions>>().Value.ToLimits(),
            provider.GetRequiredService<TransportCounters>(),
            provider.GetRequiredService<ConnectionLog>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<TrialCertificate>();
        services.AddSingleton<ServerCertificate>();
        services.AddSingleton<ICertificateState>(provider => provider.GetRequiredService<ServerCertificate>());
        services.AddHostedService<CertificateWatch>();
        services.AddSingleton<TlsHandshake>();
        services.AddSingleton<SipConnectionHandler>();
        services.AddSingleton<SipWebSocket>();
        services.AddSingleton<Listeners>();
        services.AddSingleton<ITransportState, TransportState>();
        return services;
    }

    public static void UseSipWebSocket(this IApplicationBuilder app) => app.UseWebSockets();

    /// <summary>Any method, for a WebSocket over HTTP/2 comes as CONNECT (RFC 8441).</summary>
    public static void MapSipWebSocket(this IEndpointRouteBuilder endpoints) =>
        endpoints.Map(SipWebSocket.Path, static context => context.RequestServices.GetRequiredService<SipWebSocket>().ServeAsync(context))
            .AllowAnonymous()
            .DisableAntiforgery()
            .ExcludeFromDescription();
}
