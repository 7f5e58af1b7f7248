namespace PbxPortal.Server.Push;

/// <summary>Hands the request for a push notification on to whoever speaks to Apple, Google and the others (RFC 8599, 5.6.2).</summary>
public interface IPushGateway
{
    /// <returns>Why it was not taken, as part of a sentence; <c>null</c>: it was.</returns>
    Task<string?> WakeAsync(PushOrder order, CancellationToken cancellationToken);
}
