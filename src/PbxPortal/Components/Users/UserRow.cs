using PbxPortal.Server.Directory;

namespace PbxPortal.Components.Users;

/// <summary>One row of the users grid. It keeps its identity while the user and the numbers change, so that menus and focus stay.</summary>
/// <remarks>Confined to the renderer's dispatcher.</remarks>
public sealed class UserRow : IEquatable<UserRow>
{
    internal UserRow(User user)
    {
        User = user;
    }

    public User User { get; internal set; }

    /// <summary>How many of the user's devices can be reached now.</summary>
    public int Reachable { get; internal set; }

    /// <summary>When a device of the user was last heard of; <c>null</c>: never.</summary>
    public DateTimeOffset? LastSeen { get; internal set; }

    public bool Equals(UserRow? other) => other?.User.Id == User.Id;

    public override bool Equals(object? obj) => Equals(obj as UserRow);

    public override int GetHashCode() => User.Id.GetHashCode();
}
