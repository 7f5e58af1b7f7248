using System.Globalization;
using PbxPortal.Server.Location;
using PbxPortal.Transports;

namespace PbxPortal.Administration;

/// <summary>Writes into the audit what happens to the server itself: that it was started, and that it shows another certificate.</summary>
/// <remarks>Confined to the host's start and to the one who renews the certificate.</remarks>
internal sealed partial class ServerChronicle(
    IAudit audit, IAuditReader reader, ICertificateState certificates, ILogger<ServerChronicle> logger) : BackgroundService
{
    public const string StartAction = "start";

    public const string CertificateAction = "certificate";

    private const string Server = "server";

    private readonly SemaphoreSlim _renewed = new(0, 1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        certificates.Changed += OnCertificateChanged;
        try
        {
            await TryAsync(new AuditEntry(Server, StartAction, "PbxPortal"), stoppingToken);
            do
            {
                await NoteCertificateAsync(stoppingToken);
                await _renewed.WaitAsync(stoppingToken);
            }
            while (!stoppingToken.IsCancellationRequested);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return; // A host that fails to start cancels without saying that it stops.
        }
        finally
        {
            certificates.Changed -= OnCertificateChanged;
        }
    }

    public override void Dispose()
    {
        _renewed.Dispose();
        base.Dispose();
    }

    private void OnCertificateChanged()
    {
        if (_renewed.CurrentCount == 0)
        {
            _renewed.Release();
        }
    }

    /// <summary>Only when it is another than the last one that was written down.</summary>
    private async Task NoteCertificateAsync(CancellationToken cancellationToken)
    {
        if (certificates.Certificate is not { } certificate)
        {
            return;
        }

        var names = string.Join(", ", certificate.Names.Take(3));
        var value = string.Create(CultureInfo.InvariantCulture, $"{names}, good until {certificate.NotAfter.UtcDateTime:yyyy-MM-dd}");
        try
        {
            var last = await reader.FindLastValueAsync(CertificateAction, cancellationToken);
            if (!string.Equals(last, value, StringComparison.Ordinal))
            {
                await audit.WriteAsync(new AuditEntry(Server, CertificateAction, certificate.File, NewValue: value), cancellationToken);
            }
        }
        catch (StoreUnavailableException exception)
        {
            LogNotWritten(logger, exception.Message);
        }
    }

    private async Task TryAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            await audit.WriteAsync(entry, cancellationToken);
        }
        catch (StoreUnavailableException exception)
        {
            LogNotWritten(logger, exception.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The audit could not be written: {Reason}")]
    private static partial void LogNotWritten(ILogger logger, string reason);
}
