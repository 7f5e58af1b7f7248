using System.Security.Authentication;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Connections;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Transports;

/// <summary>The server's side of TLS for SIP. Kestrel's own keeps to itself why a handshake failed, which is what people ask.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class TlsHandshake(ServerCertificate certificate, TimeProvider timeProvider)
{
    /// <summary>
    /// The encrypted pipe; <c>null</c>: the handshake failed or took too long, and it was told why. The first read belongs to it:
    /// with TLS 1.3 a phone says only then what it thinks of our certificate.
    /// </summary>
    public async Task<TlsPipe?> TryAsync(ConnectionContext connection, ConnectionPlace place, CancellationToken ending)
    {
        var pipe = new TlsPipe(connection);
        var isGood = false;
        using var deadline = new CancellationTokenSource(place.Limits.HandshakeTimeout, timeProvider);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ending, deadline.Token);
        try
        {
            await pipe.Stream.AuthenticateAsServerAsync(certificate.Current.ForPhones, patience.Token);
            deadline.CancelAfter(place.Limits.FirstMessageTimeout);
            isGood = await pipe.HearAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            ReportSlowness(place, pipe, deadline);
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException or CryptographicException or InvalidOperationException)
        {
            ReportFailure(place, exception, isCut: connection.ConnectionClosed.IsCancellationRequested);
        }
        finally
        {
            if (!isGood)
            {
                connection.Abort();
                await pipe.DisposeAsync();
            }
        }

        return isGood ? pipe : null;
    }

    private static void ReportSlowness(ConnectionPlace place, TlsPipe pipe, CancellationTokenSource deadline)
    {
        if (deadline.IsCancellationRequested)
        {
            place.Report(pipe.Stream.IsAuthenticated ? ConnectionTrouble.NoMessage : ConnectionTrouble.HandshakeTooSlow);
        }
    }

    private static void ReportFailure(ConnectionPlace place, Exception exception, bool isCut)
    {
        if (!isCut || TlsFailure.IsAlert(exception))
        {
            place.Report(ConnectionTrouble.HandshakeFailed, TlsFailure.Describe(exception));
        }
        else
        {
            place.Report(ConnectionTrouble.HandshakeFailed, TlsFailure.HungUp);
        }
    }
}
