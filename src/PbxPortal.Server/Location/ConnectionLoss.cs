namespace PbxPortal.Server.Location;

/// <summary>The connection of a binding has ended; for a while the binding waits for its device to come back.</summary>
/// <param name="Since">Wall clock, for people.</param>
/// <param name="EndsAt">
/// When the binding ends, in milliseconds on the monotonic clock; <see cref="long.MaxValue"/>: it waits until its time runs out,
/// as that of a phone that is woken by push.
/// </param>
/// <param name="Reason">Part of a sentence for the device's row.</param>
/// <remarks>Immutable. Not stored: after a restart no connection is left, whatever was known before.</remarks>
public sealed record ConnectionLoss(DateTimeOffset Since, long EndsAt, string Reason)
{
    internal static ConnectionLoss Of(Binding binding, DateTimeOffset utcNow, long now, long grace, string reason) =>
        new(utcNow, binding.IsWokenByPush ? long.MaxValue : now + grace, reason);
}
