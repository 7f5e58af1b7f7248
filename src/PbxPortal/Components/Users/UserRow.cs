using PbxPortal.Administration;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Directory;

namespace PbxPortal.Components.Users;

/// <summary>One row of the users grid. It keeps its identity while the user and the numbers change, so that menus and focus stay.</summary>
/// <remarks>Confined to the renderer's dispatcher.</remarks>
public sealed class UserRow : IEquatable<UserRow>
{
    private static readonly DeviceStatus[] ByUrgency = Enum.GetValues<DeviceStatus>();

    private readonly int[] _byStatus = new int[ByUrgency.Length];

    internal UserRow(User user)
    {
        User = user;
    }

    public User User { get; internal set; }

    /// <summary>How many devices of the user are known.</summary>
    public int Devices { get; private set; }

    /// <summary>How many of the user's devices can be reached now.</summary>
    public int Reachable { get; private set; }

    /// <summary>When a device of the user was last heard of; <c>null</c>: never.</summary>
    public DateTimeOffset? LastSeen { get; private set; }

    public UserStanding Standing => new(Devices, Reachable, Worst, LastSeen);

    public UserState State => Standing.StateOf(User);

    /// <summary>Text and domain let it through.</summary>
    internal bool IsFound { get; set; }

    /// <summary>It has a place in the list.</summary>
    internal bool IsListed { get; set; }

    private DeviceStatus? Worst
    {
        get
        {
            var place = Array.FindIndex(_byStatus, count => count > 0);
            return place < 0 ? null : ByUrgency[place];
        }
    }

    public int Of(DeviceStatus status) => _byStatus[(int)status];

    public bool Equals(UserRow? other) => other?.User.Id == User.Id;

    public override bool Equals(object? obj) => Equals(obj as UserRow);

    public override int GetHashCode() => User.Id.GetHashCode();

    internal void Clear()
    {
        Array.Clear(_byStatus);
        (Devices, Reachable, LastSeen) = (0, 0, null);
    }

    internal void Count(in DeviceMark device, int one)
    {
        Devices += one;
        Reachable += device.IsReachable ? one : 0;
        _byStatus[(int)device.Status] += one;
        LastSeen = LastSeen is { } seen && seen >= device.LastSeen ? seen : device.LastSeen;
    }
}
