using PbxPortal.Server.Activity;
using PbxPortal.Server.Devices;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Location;

namespace PbxPortal.Tests.Server;

/// <summary>Events for a store that does not mind whether there is such a device, and what became of those that it was given.</summary>
internal static class DeviceEvents
{
    public static DeviceEvent Of(
        ActivityKind kind, DateTimeOffset at, string reason = "", User? user = null, long userId = 0, long deviceId = 0) => new(
        at,
        kind,
        user,
        new Device
        {
            Id = deviceId,
            UserId = user?.Id ?? userId,
            Identity = "instance:<urn:uuid:1>",
            Class = DeviceClass.Unknown,
            Product = "",
            UserAgent = "",
            FirstSeen = at,
            LastSeen = at,
        },
        Reason: reason);

    /// <summary>The line of activity that the store makes of it.</summary>
    public static ActivityEntry ToEntry(this in DeviceEvent happened) => new()
    {
        At = happened.At,
        Kind = happened.Kind,
        DomainId = happened.User?.Domain.Id,
        UserId = happened.Device.UserId,
        DeviceId = happened.Device.Id,
        User = happened.User is { } user ? $"{user.Extension}@{user.Domain.Name}" : "",
        Device = happened.DeviceName,
        Source = happened.Binding?.Peer.ToString() ?? happened.Device.LastSource,
        Reason = happened.Reason,
        Actor = happened.Actor,
    };
}
