namespace PbxPortal.Hosting;

/// <summary>
/// Keeps host and web server from logging a failed start with its stack trace: <see cref="StartFailure"/> says it in one line. They
/// would also warn at every start that end points made in code overrule <c>Urls</c>, out of which these end points are made.
/// </summary>
/// <remarks>Written once, read by whoever logs. A failure that is a bug is not lost: it ends the process with its stack trace.</remarks>
internal sealed class StartUpLog
{
    private static readonly string[] Categories = ["Microsoft.Extensions.Hosting.Internal.Host", "Microsoft.AspNetCore.Server.Kestrel"];

    private volatile IHostApplicationLifetime? _lifetime; // Volatile: read by whoever logs.

    public void AddTo(ILoggingBuilder logging) => logging.Services.Configure<LoggerFilterOptions>(options =>
    {
        foreach (var category in Categories)
        {
            // A rule is for all categories below as well, of which only this one is meant.
            options.Rules.Add(new LoggerFilterRule(providerName: null, category, LogLevel.Information, (_, logger, level) =>
                level >= LogLevel.Warning && (HasStarted || !string.Equals(logger, category, StringComparison.Ordinal))));
        }
    });

    public void Follow(IHostApplicationLifetime lifetime) => _lifetime = lifetime;

    private bool HasStarted => _lifetime?.ApplicationStarted.IsCancellationRequested is true;
}
