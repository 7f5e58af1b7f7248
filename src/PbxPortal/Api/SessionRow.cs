using PbxPortal.Accounts;

namespace PbxPortal.Api;

/// <summary>A signed-in browser as the HTTP API writes it.</summary>
/// <param name="Address">Where it was last.</param>
/// <param name="LastSeenAt">To the minute.</param>
/// <param name="IsCurrent">Whether it is the one that asks.</param>
public sealed record SessionRow(
    string Id, string Browser, string Address, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt, bool IsCurrent)
{
    public static SessionRow Of(BrowserSession session, string? current) => new(
        session.Id,
        session.Browser,
        session.Address,
        session.CreatedAt,
        session.LastSeenAt,
        string.Equals(session.Id, current, StringComparison.Ordinal));
}
