using System.Collections.Immutable;
using PbxPortal.Server.Directory;

namespace PbxPortal.Storage;

/// <summary>A user as a <see cref="DirectoryEdit"/> finds it.</summary>
internal sealed class StoredUser
{
    public long Id { get; init; }

    public long DomainId { get; init; }

    public required string Extension { get; init; }

    public required string DisplayName { get; init; }

    public required string Email { get; init; }

    public bool IsEnabled { get; init; }

    public int? MaxDevices { get; init; }

    public bool MayRegisterOthers { get; init; }

    /// <summary>Separated by commas; empty: from anywhere.</summary>
    public string AllowedNetworks { get; init; } = "";

    /// <summary>Separated by commas; empty: whatever the server speaks.</summary>
    public string AllowedTransports { get; init; } = "";

    public RingOrder RingOrder { get; init; }

    public int? RingSeconds { get; init; }

    public ImmutableArray<string> PhoneNumbers { get; set; } = [];
}
