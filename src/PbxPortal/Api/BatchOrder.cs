using PbxPortal.Administration;

namespace PbxPortal.Api;

/// <summary>The body of <c>POST /api/v1/users/batch</c>: what to do, and with whom.</summary>
/// <param name="Action"><c>enable</c>, <c>disable</c>, <c>setMaxDevices</c>, <c>newPassword</c> or <c>delete</c>.</param>
/// <param name="MaxDevices">For <c>setMaxDevices</c>; <c>null</c>: as in the domain.</param>
/// <param name="UserIds">The users; or else <paramref name="Filter"/>.</param>
/// <param name="Filter">The query of <c>GET /api/v1/users</c>, for example <c>domain=acme.example&amp;state=offline</c>.</param>
/// <param name="Expected">With a filter: how many users it means. When it means another number, nothing is done.</param>
public sealed record BatchOrder(string? Action, int? MaxDevices, IReadOnlyList<long>? UserIds, string? Filter, int? Expected)
{
    public bool TryReadAction(out UserAction action) =>
        Enum.TryParse(Action, ignoreCase: true, out action) && char.IsLetter(Action![0]);
}
