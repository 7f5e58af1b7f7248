using System.Collections.Immutable;
using PbxPortal.Server.Directory;

namespace PbxPortal.Api;

/// <summary>The phone user who is signed in, as the HTTP API writes him.</summary>
/// <param name="MaxDevices">How many of his devices may be registered at the same time.</param>
public sealed record OwnUserRow(
    long Id, string Domain, string Extension, string DisplayName, ImmutableArray<string> PhoneNumbers, int MaxDevices)
{
    /// <param name="usual">The limit where neither the user nor the domain has one.</param>
    public static OwnUserRow Of(User user, int usual) => new(
        user.Id, user.Domain.Name, user.Extension, user.DisplayName, user.PhoneNumbers, user.MaxDevices ?? user.Domain.MaxDevicesPerUser ?? usual);
}
