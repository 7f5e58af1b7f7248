using System.Collections.Immutable;
using PbxPortal.Server.Activity;

namespace PbxPortal.Administration;

/// <summary>Which lines of the activity to read.</summary>
/// <param name="Text">Part of user, device, source, reason or actor, in any case; empty: all.</param>
/// <param name="Kinds">Empty: all.</param>
/// <param name="BeforeId">Continues below this line; <c>null</c>: from the newest.</param>
public sealed record ActivityFilter(
    string Text = "", ImmutableArray<ActivityKind> Kinds = default, long? UserId = null, long? DeviceId = null,
    long? BeforeId = null, int Limit = 100);
