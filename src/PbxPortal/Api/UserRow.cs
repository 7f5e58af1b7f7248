using System.Collections.Immutable;
using PbxPortal.Administration;
using PbxPortal.Server.Directory;

namespace PbxPortal.Api;

/// <summary>One user as the HTTP API writes it; secrets have no place in it.</summary>
/// <param name="AllowedNetworks">Where the phones may come from; empty: from anywhere.</param>
/// <param name="AllowedTransports">What the phones may speak, for example <c>tls</c>; empty: whatever the server speaks.</param>
public sealed record UserRow(
    long Id, string Domain, string Extension, string DisplayName, string Email, bool IsEnabled, int? MaxDevices,
    ImmutableArray<string> PhoneNumbers, ImmutableArray<string> AllowedNetworks, ImmutableArray<string> AllowedTransports)
{
    public static UserRow Of(User user) =>
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
            [.. user.AllowedTransports.Select(TransportWord.Of)]);
}
