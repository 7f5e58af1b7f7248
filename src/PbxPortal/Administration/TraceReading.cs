using System.Collections.Immutable;
using PbxPortal.Server.Tracing;

namespace PbxPortal.Administration;

/// <summary>A trace with those of its messages that the reader may see.</summary>
/// <param name="Trace">As it stands.</param>
/// <param name="Messages">Oldest first.</param>
/// <param name="Hidden">How many belong to domains that the reader may not see.</param>
public sealed record TraceReading(Trace Trace, ImmutableArray<TracedMessage> Messages, int Hidden);
