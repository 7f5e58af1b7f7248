using System.Collections.Immutable;

namespace PbxPortal.Administration;

/// <summary>Which lines of the audit to read.</summary>
/// <param name="Text">Part of the action, the object, a value or the address, in any case; empty: all.</param>
/// <param name="Actor">The name of the account or API key; empty: everybody.</param>
/// <param name="Kinds">Empty: all.</param>
/// <param name="Since">Then or later.</param>
/// <param name="Until">Before that.</param>
/// <param name="BeforeId">Continues below this line; <c>null</c>: from the newest.</param>
public sealed record AuditFilter(
    string Text = "", string Actor = "", ImmutableArray<AuditKind> Kinds = default, DateTimeOffset? Since = null,
    DateTimeOffset? Until = null, long? BeforeId = null, int Limit = 100);
