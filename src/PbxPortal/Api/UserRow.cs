using System.Collections.Immutable;
using PbxPortal.Server.Directory;

namespace PbxPortal.Api;

/// <summary>One user as the HTTP API writes it; secrets have no place in it.</summary>
public sealed record UserRow(
    long Id, string Domain, string Extension, string DisplayName, string Email, bool IsEnabled, int? MaxDevices,
    ImmutableArray<string> PhoneNumbers)
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
            user.PhoneNumbers);
}
