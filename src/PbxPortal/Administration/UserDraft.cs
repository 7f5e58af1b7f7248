using System.Collections.Immutable;
using PbxPortal.Server.Directory;

namespace PbxPortal.Administration;

/// <summary>A user as somebody enters it, in a form, a file or the API; checked by <c>UserDraftRules</c>.</summary>
public sealed record UserDraft
{
    public required long DomainId { get; init; }

    public required string Extension { get; init; }

    public string DisplayName { get; init; } = "";

    public string Email { get; init; } = "";

    public int? MaxDevices { get; init; }

    public bool IsEnabled { get; init; } = true;

    public bool MayRegisterOthers { get; init; }

    public ImmutableArray<string> PhoneNumbers { get; init; } = [];

    /// <summary>Addresses and networks that the user's phones may come from; empty: from anywhere.</summary>
    public ImmutableArray<string> AllowedNetworks { get; init; } = [];

    /// <summary>Words of <see cref="TransportWord"/>; empty: whatever the server speaks.</summary>
    public ImmutableArray<string> AllowedTransports { get; init; } = [];

    public RingOrder RingOrder { get; init; }

    /// <summary>Seconds for which a group of devices rings before the next one does; <c>null</c>: <see cref="User.DefaultRingSeconds"/>.</summary>
    public int? RingSeconds { get; init; }

    /// <summary>
    /// <c>null</c>: a new user gets a generated password, and so does one who gets another extension, because the stored secret
    /// holds the extension; otherwise the password stays.
    /// </summary>
    public string? Password { get; init; }
}
