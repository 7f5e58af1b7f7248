using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace PbxPortal.Accounts;

/// <summary>Prints the set-up link once the portal listens, as long as there is no owner.</summary>
/// <remarks>Immutable.</remarks>
internal sealed partial class SetupLinkPrinter(
    SetupLink link, IServer server, IConfiguration configuration, ILogger<SetupLinkPrinter> logger) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        if (await link.CreateAsync(cancellationToken) is { } token)
        {
            var bound = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
            LogLink(logger, new Uri(PortalAddress.Choose(bound, configuration["Urls"]), $"setup?token={token}"));
        }
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // A warning, because nobody can sign in before it was opened, and because it must be seen where information is not logged.
    [LoggerMessage(LogLevel.Warning, "Open this link once to create the first owner: {Link}")]
    private static partial void LogLink(ILogger logger, Uri link);
}
