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
    /// <param name="connection">Read to its end even when the phone has hung up: its last word is the reason.</param>
    /// <param name="place">Has the limits, and takes the report.</param>
    /// <param name="stopping">The server stops.</param>
    public async Task<TlsPipe?> TryAsync(ConnectionContext connection, ConnectionPlace place, CancellationToken stopping)
    {
        var pipe = new TlsPipe(connection);
        var isGood = false;
        using var deadline = new CancellationTokenSource(place.Limits.HandshakeTimeout, timeProvider);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stopping, deadline.Token);
        try
        {
            await pipe.Stream.AuthenticateAsServerAsync(certificate.Current.ForPhones, patience.Token);
            deadline.CancelAfter(place.Limits.FirstMessageTimeout);
            isGood = await pipe.HearAsync(patience.Token);
            if (!isGood)
            {
                place.Report(ConnectionTrouble.HandshakeFailed, "it hung up when it had seen our certificate");
            }
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            place.Report(pipe.Stream.IsAuthenticated ? ConnectionTrouble.NoMessage : ConnectionTrouble.HandshakeTooSlow);
        }
        catch (OperationCanceledException)
        {
            return null; // The server stops.
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException or CryptographicException or InvalidOperationException)
        {
            ReportFailure(place, pipe, exception);
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

    /// <summary>Who connects and hangs up without a word only looks whether the port is open, as a monitor does.</summary>
    private static void ReportFailure(ConnectionPlace place, TlsPipe pipe, Exception exception)
    {
        if (pipe.HasHeard)
        {
            place.Report(ConnectionTrouble.HandshakeFailed, TlsFailure.Describe(exception));
        }
    }
}
