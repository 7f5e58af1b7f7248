namespace PbxPortal.Storage;

/// <summary>To whom a name of a domain belongs.</summary>
internal sealed class NameOwner
{
    public long UserId { get; init; }

    public required string Extension { get; init; }

    /// <summary>The name is only one of the user's phone numbers.</summary>
    public bool IsNumber { get; init; }
}
