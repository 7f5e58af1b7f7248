using PbxPortal.Administration;
using PbxPortal.Live;
using PbxPortal.Search;
using PbxPortal.Server.Activity;

namespace PbxPortal.Api;

/// <summary>What a search found, the best first; eight of each kind at most.</summary>
public sealed record SearchRow(IReadOnlyList<UserRow> Users, bool HasMoreUsers, IReadOnlyList<DeviceRow> Devices, bool HasMoreDevices)
{
    public static SearchRow Of(SearchResult result, IRegistrationFeed feed) => new(
        [.. result.Users.Select(user => UserRow.Of(user, UserStanding.Of(feed.OfUser(user.Id))))],
        result.HasMoreUsers,
        [.. result.Devices.Select(DeviceRow.Of)],
        result.HasMoreDevices);
}
