using System.Collections.Immutable;
using PbxPortal.Server.Proxying;

namespace PbxPortal.Administration;

/// <summary>Which finished calls to read.</summary>
/// <param name="Text">Part of address, name or number of either end, or of the Call-ID, in any case; empty: all.</param>
/// <param name="Results">Empty: all.</param>
/// <param name="UserId">Of one user, as caller or callee.</param>
/// <param name="DomainId">Of one domain.</param>
/// <param name="Since">That began then or later.</param>
/// <param name="Until">That began before.</param>
/// <param name="BeforeId">Continues below this call; <c>null</c>: from the newest.</param>
public sealed record CallFilter(
    string Text = "",
    ImmutableArray<CallResult> Results = default,
    long? UserId = null,
    long? DomainId = null,
    DateTimeOffset? Since = null,
    DateTimeOffset? Until = null,
    long? BeforeId = null,
    int Limit = 100);
