using System.Collections.Immutable;
using PbxPortal.Server.Location;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Directory;

/// <summary>Somebody who owns phones: one address-of-record, some credentials, perhaps some phone numbers.</summary>
/// <remarks>Immutable; a change in the database makes a new value.</remarks>
public sealed record User
{
    /// <summary>Four times that a phone rings.</summary>
    public const int DefaultRingSeconds = 20;

    public required long Id { get; init; }

    public required Domain Domain { get; init; }

    /// <summary>The user part of the address-of-record, for example <c>3516</c>; case-sensitive (RFC 3261, 19.1.4).</summary>
    public required string Extension { get; init; }

    public string DisplayName { get; init; } = "";

    public string Email { get; init; } = "";

    public bool IsEnabled { get; init; } = true;

    /// <summary><c>null</c>: what the domain or the settings say.</summary>
    public int? MaxDevices { get; init; }

    /// <summary>May register on behalf of other users of the domain (From differs from To; RFC 3261, 10.3 step 4).</summary>
    public bool MayRegisterOthers { get; init; }

    /// <summary>Aliases in E.164 or local form, digits and an optional leading plus, for example <c>+498912345678</c>.</summary>
    public ImmutableArray<string> PhoneNumbers { get; init; } = [];

    public ImmutableArray<Credential> Credentials { get; init; } = [];

    /// <summary>Where the user's phones may come from; empty: from anywhere.</summary>
    public ImmutableArray<AllowedNetwork> AllowedNetworks { get; init; } = [];

    /// <summary>What the user's phones may speak; empty: whatever the server speaks.</summary>
    public ImmutableArray<TransportProtocol> AllowedTransports { get; init; } = [];

    public RingOrder RingOrder { get; init; }

    /// <summary>Seconds for which a group of devices rings before the next one does; <c>null</c>: <see cref="DefaultRingSeconds"/>.</summary>
    public int? RingSeconds { get; init; }

    /// <summary>How long a group rings before the next one does; <c>null</c>: all devices ring at once.</summary>
    public TimeSpan? GroupRingTime =>
        RingOrder == RingOrder.ByPriority ? TimeSpan.FromSeconds(RingSeconds ?? DefaultRingSeconds) : null;

    public AddressOfRecord AddressOfRecord => new(Extension, Domain.Name);

    /// <summary>The user's credential with this id, if there is one; 0 stands for the user's own.</summary>
    public Credential? FindCredential(long credentialId)
    {
        foreach (var credential in Credentials)
        {
            if (credentialId == 0 ? credential.IsOwn : credential.Id == credentialId)
            {
                return credential;
            }
        }

        return null;
    }

    /// <summary>Whether a phone of the user may register from that address.</summary>
    public bool MayComeFrom(in PeerAddress peer)
    {
        foreach (var network in AllowedNetworks)
        {
            if (network.Contains(peer))
            {
                return true;
            }
        }

        return AllowedNetworks.IsEmpty;
    }

    /// <summary>Whether a phone of the user may register over that transport.</summary>
    public bool MayUse(TransportProtocol transport) => AllowedTransports.IsEmpty || AllowedTransports.Contains(transport);
}
