using System.Collections.Immutable;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Directory;

namespace PbxPortal.Search;

/// <summary>What a search found, the best first; only so many of each kind as one reads.</summary>
/// <param name="HasMoreUsers">There are more users than these.</param>
/// <param name="HasMoreDevices">There are more devices than these.</param>
public sealed record SearchResult(
    ImmutableArray<User> Users, bool HasMoreUsers, ImmutableArray<DeviceState> Devices, bool HasMoreDevices)
{
    public static readonly SearchResult Nothing = new([], HasMoreUsers: false, [], HasMoreDevices: false);

    public bool IsEmpty => Users.IsEmpty && Devices.IsEmpty;
}
