using System.Collections.Immutable;

namespace PbxPortal.Api;

/// <summary>What a request may say of a user; what it leaves out stays, or is as usual for a new one.</summary>
/// <param name="Domain">Of a new user only, who stays in it.</param>
/// <param name="Extension">What one dials, and the phone's user name. Another one needs another password.</param>
/// <param name="PhoneNumbers">Digits with a leading plus if wanted.</param>
/// <param name="MaxDevices"><c>null</c>: as in the domain.</param>
/// <param name="AllowedNetworks">Where the phones may come from; empty: from anywhere.</param>
/// <param name="AllowedTransports">Of <c>udp</c>, <c>tcp</c>, <c>tls</c>, <c>ws</c>, <c>wss</c>; empty: whatever the server speaks.</param>
/// <param name="RingOrder"><c>allAtOnce</c>, or <c>byPriority</c>: devices with the same <c>q</c> together, one group after the other.</param>
/// <param name="RingSeconds">How long a group rings before the next one does, 5 to 120; <c>null</c>: 20.</param>
/// <param name="Password"><c>null</c>: a new user gets a generated one, others keep theirs.</param>
public sealed record UserBody(
    string? Domain,
    string? Extension,
    string? DisplayName,
    string? Email,
    ImmutableArray<string>? PhoneNumbers,
    bool? IsEnabled,
    bool? MayRegisterOthers,
    int? MaxDevices,
    ImmutableArray<string>? AllowedNetworks,
    ImmutableArray<string>? AllowedTransports,
    string? RingOrder,
    int? RingSeconds,
    string? Password);
