using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using PbxPortal.Administration;
using PbxPortal.Live;
using PbxPortal.Server.Directory;

namespace PbxPortal.Api;

/// <summary>One user as the HTTP API writes it; secrets have no place in it.</summary>
/// <param name="MaxDevices"><c>null</c>: as in the domain.</param>
/// <param name="AllowedNetworks">Where the phones may come from; empty: from anywhere.</param>
/// <param name="AllowedTransports">What the phones may speak, for example <c>tls</c>; empty: whatever the server speaks.</param>
public record UserRow(
    long Id, string Domain, string Extension, string DisplayName, string Email, bool IsEnabled, int? MaxDevices,
    ImmutableArray<string> PhoneNumbers, ImmutableArray<string> AllowedNetworks, ImmutableArray<string> AllowedTransports)
{
    /// <summary>May register on behalf of other users of the domain.</summary>
    public bool MayRegisterOthers { get; init; }

    /// <summary>allAtOnce or byPriority: devices with the same q together, one group after the other.</summary>
    [JsonConverter(typeof(CamelCaseEnumConverter<RingOrder>))]
    public RingOrder RingOrder { get; init; }

    /// <summary>How long a group rings before the next one does; <c>null</c>: 20 seconds.</summary>
    public int? RingSeconds { get; init; }

    /// <summary>How the user stands, by the most urgent of his devices.</summary>
    [JsonConverter(typeof(CamelCaseEnumConverter<UserState>))]
    public required UserState State { get; init; }

    /// <summary>How many devices of his are known.</summary>
    public required int Devices { get; init; }

    /// <summary>How many of them a call would find now.</summary>
    public required int Reachable { get; init; }

    /// <summary>When one of them was last heard of; <c>null</c>: never.</summary>
    public required DateTimeOffset? LastSeen { get; init; }

    [SetsRequiredMembers]
    protected UserRow(UserRow original)
    {
        (Id, Domain, Extension, DisplayName, Email) = (original.Id, original.Domain, original.Extension, original.DisplayName, original.Email);
        (IsEnabled, MaxDevices, MayRegisterOthers) = (original.IsEnabled, original.MaxDevices, original.MayRegisterOthers);
        (PhoneNumbers, AllowedNetworks, AllowedTransports) = (original.PhoneNumbers, original.AllowedNetworks, original.AllowedTransports);
        (RingOrder, RingSeconds) = (original.RingOrder, original.RingSeconds);
        (State, Devices, Reachable, LastSeen) = (original.State, original.Devices, original.Reachable, original.LastSeen);
    }

    public static UserRow Of(User user, UserStanding standing) =>
        new(
            user.Id,
            user.Domain.Name,
            user.Extension,
            user.DisplayName,
            user.Email,
            user.IsEnabled,
            user.MaxDevices,
            user.PhoneNumbers,
            [.. user.AllowedNetworks.Select(network => network.ToString())],
            [.. user.AllowedTransports.Select(TransportWord.Of)])
        {
            MayRegisterOthers = user.MayRegisterOthers,
            RingOrder = user.RingOrder,
            RingSeconds = user.RingSeconds,
            State = standing.StateOf(user),
            Devices = standing.Devices,
            Reachable = standing.Reachable,
            LastSeen = standing.LastSeen,
        };
}
