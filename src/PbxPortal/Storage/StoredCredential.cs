namespace PbxPortal.Storage;

/// <summary>A credential as a <see cref="DirectoryEdit"/> finds it; the secret stays where it is.</summary>
internal sealed class StoredCredential
{
    public long Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Empty for the user's own.</summary>
    public required string Label { get; init; }

    public bool IsRevoked { get; init; }
}
