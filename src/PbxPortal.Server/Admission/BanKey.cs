namespace PbxPortal.Server.Admission;

/// <summary>What there is one ban of.</summary>
/// <param name="Network">Which address or network.</param>
/// <param name="User">Empty: for everybody.</param>
public readonly record struct BanKey(SourceNetwork Network, string User)
{
    public static BanKey Of(Ban ban) => new(ban.Network, ban.User);
}
