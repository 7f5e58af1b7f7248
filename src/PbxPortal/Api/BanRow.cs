using PbxPortal.Server.Admission;

namespace PbxPortal.Api;

/// <summary>One ban as the HTTP API writes it.</summary>
/// <param name="Network">The address, or the network.</param>
/// <param name="User">The user for whom alone it is not heard; <c>null</c>: it is not heard at all.</param>
/// <param name="Until"><c>null</c>: until it is lifted.</param>
/// <param name="By">The portal account; <c>null</c>: the server.</param>
/// <param name="Tries">The messages that led to it.</param>
/// <param name="SparesRegistered">Devices that were registered from there go on being heard.</param>
/// <param name="Silenced">Messages that were not answered since the start.</param>
public sealed record BanRow(
    string Network,
    string? User,
    string Reason,
    DateTimeOffset Since,
    DateTimeOffset? Until,
    string? By,
    int Tries,
    bool SparesRegistered,
    long Silenced)
{
    public static BanRow Of(Ban ban) => new(
        ban.Network.ToString(),
        ban.User.Length > 0 ? ban.User : null,
        ban.Reason,
        ban.Since,
        ban.Until,
        ban.By.Length > 0 ? ban.By : null,
        ban.Tries,
        ban.SparesRegistered,
        ban.Silenced);
}
