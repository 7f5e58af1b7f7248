using System.Collections.Frozen;

namespace PbxPortal.Server.Admission;

/// <summary>Decides whether somebody who has reached a limit is banned, for whom, and for how long.</summary>
/// <remarks>Immutable; it changes nothing.</remarks>
internal sealed class BanJudge(BanTable table, AdmissionOptions options)
{
    /// <summary>Users of one address that are silenced one by one; with more, the address itself is the cause.</summary>
    private const int MostUsersPerAddress = 20;

    /// <param name="suspect">Of an address that is not exempt.</param>
    /// <param name="registered">The hashes of the Call-IDs of the devices that are registered from there; <c>null</c>: none is.</param>
    /// <param name="now">Wall clock.</param>
    /// <returns><c>null</c>: there is no ban, or one already.</returns>
    public Ban? Judge(Suspect suspect, FrozenSet<ulong>? registered, DateTimeOffset now)
    {
        if (registered is not null && suspect.Kind is (SuspectKind.Address or SuspectKind.Scanner))
        {
            return null; // An office behind NAT: the other limits are for it. A scanner's messages are not answered all the same.
        }

        var ofAddress = table.All.Where(ban => ban.Network == suspect.Source).ToList();
        var isForUser = suspect.Kind == SuspectKind.User && ofAddress.Count(ban => ban.User.Length > 0) < MostUsersPerAddress;
        var user = isForUser ? suspect.User : "";
        if (ofAddress.Exists(ban => ban.IsInForceAt(now) && (ban.User.Length == 0 || string.Equals(ban.User, user, StringComparison.Ordinal))))
        {
            return null;
        }

        var before = ofAddress.Find(ban => string.Equals(ban.User, user, StringComparison.Ordinal));
        var round = before is null ? 1 : before.Round + 1;
        return new Ban
        {
            Network = suspect.Source,
            User = user,
            Since = now,
            Until = now + LengthOf(round),
            Reason = ReasonOf(suspect, user),
            Tries = suspect.Tries,
            Round = round,
            SparesRegistered = registered is not null,
            Spared = registered ?? FrozenSet<ulong>.Empty,
        };
    }

    private TimeSpan LengthOf(int round)
    {
        var longest = TimeSpan.FromHours(options.LongestBanHours);
        var length = TimeSpan.FromMinutes(options.BanMinutes) * Math.Pow(4, Math.Min(round - 1, 10));
        return length < longest ? length : longest;
    }

    private static string ReasonOf(Suspect suspect, string user) => suspect.Kind switch
    {
        SuspectKind.Scanner => "sends what only scanners send",
        _ when user.Length > 0 => $"{suspect.Tries} wrong passwords for {user}",
        _ => $"{suspect.Tries} wrong passwords, the last for {suspect.User}",
    };
}
