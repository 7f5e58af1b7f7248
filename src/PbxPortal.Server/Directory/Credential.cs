namespace PbxPortal.Server.Directory;

/// <summary>One digest user name and its secret. A user has one of his own and any number for single devices.</summary>
/// <param name="Name">The digest user name: the extension, or for one device <c>3516.k7f2</c>.</param>
/// <param name="Sealed">The HA1 values, encrypted; opened by <see cref="ISecretBox"/> at first use.</param>
/// <param name="Label">What the device credential is for; empty for the user's own.</param>
/// <remarks>Immutable but for the opened secrets, which are the same whoever opens them.</remarks>
public sealed record Credential(long Id, string Name, byte[] Sealed, bool IsRevoked = false, string Label = "")
{
    private readonly long _createdAt;

    /// <summary>When the device credential was made; 1970 for the user's own, and for what is older than the record of it.</summary>
    public DateTimeOffset CreatedAt
    {
        get => DateTimeOffset.FromUnixTimeMilliseconds(_createdAt);
        init => _createdAt = value.ToUnixTimeMilliseconds();
    }

    /// <summary>Whether it is the user's own, named like the extension, and not one that was made for a single device.</summary>
    public bool IsOwn => Label.Length == 0;

    /// <summary>What <see cref="Ha1Cache"/> has opened; <c>null</c> until the first use.</summary>
    internal byte[]? Opened { get; set; }

    /// <summary>By what is stored; whether it was opened already says nothing.</summary>
    public bool Equals(Credential? other) => other is not null
        && Id == other.Id
        && IsRevoked == other.IsRevoked
        && ReferenceEquals(Sealed, other.Sealed)
        && string.Equals(Name, other.Name, StringComparison.Ordinal)
        && string.Equals(Label, other.Label, StringComparison.Ordinal);

    public override int GetHashCode() => Id.GetHashCode();
}
