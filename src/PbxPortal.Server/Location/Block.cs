namespace PbxPortal.Server.Location;

/// <summary>Keeps one device out after a log-out: its REGISTER is refused with 403 until the block ends or is lifted.</summary>
/// <param name="Until">When it ends by itself; <c>null</c>: when somebody allows the device again.</param>
/// <param name="By">The portal account that asked for it.</param>
/// <param name="Reason">Shown in the portal and sent to the phone; may be empty.</param>
public sealed record Block(
    long Id, long DeviceId, long UserId, DateTimeOffset CreatedAt, DateTimeOffset? Until, string By, string Reason)
{
    public bool IsInForce(DateTimeOffset now) => Until is null || Until > now;
}
