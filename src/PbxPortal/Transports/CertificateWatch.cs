namespace PbxPortal.Transports;

/// <summary>Looks every few seconds whether the certificate was renewed; the files are small, and no notification is missed.</summary>
/// <remarks>Confined to its loop.</remarks>
internal sealed class CertificateWatch(ServerCertificate certificate, TimeProvider timeProvider) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, timeProvider);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (certificate.IsLoaded)
            {
                certificate.Look();
            }
        }
    }
}
