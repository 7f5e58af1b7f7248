namespace PbxPortal.Server.Activity;

/// <summary>What only the page of one device shows: how it names itself, and what its last REGISTER said.</summary>
/// <remarks>Immutable: as it stood when somebody asked.</remarks>
public sealed record DeviceDetails
{
    /// <summary>What makes it this device and no other.</summary>
    public required string Identity { get; init; }

    /// <summary>The Call-ID of the REGISTER that made its binding or moved it; empty when it is not registered.</summary>
    public required string CallId { get; init; }

    /// <summary>Of the last REGISTER; 0 when it is not registered.</summary>
    public required uint CSeq { get; init; }

    /// <summary>The proxies on the way to it (RFC 3327); may be empty.</summary>
    public required string Path { get; init; }

    /// <summary>The preference of the contact, from 0 to 1; 1 where the phone names none.</summary>
    public required decimal QValue { get; init; }

    /// <summary>The contact's <c>methods</c> (RFC 3840, 10.4); empty when the phone does not say.</summary>
    public required string Methods { get; init; }

    /// <summary>The parameters of the contact as sent, each with its semicolon; may be empty.</summary>
    public required string ContactParameters { get; init; }

    /// <summary>Seconds between the last two refreshes; 0 until the second.</summary>
    public required int RefreshInterval { get; init; }
}
