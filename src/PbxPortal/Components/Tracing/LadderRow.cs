using PbxPortal.Server.Tracing;

namespace PbxPortal.Components.Tracing;

/// <summary>One message of a ladder, with what its neighbours say about it.</summary>
/// <param name="Message">As it was on the wire.</param>
/// <param name="Lane">Which of the other ends, from 0; the server stands behind the last.</param>
/// <param name="Gap">The time since the message before, where it is long; else <c>null</c>.</param>
/// <param name="Note">Why it was refused, or what is ordinary about it; may be empty.</param>
/// <param name="IsRefusal">The note says what somebody must mend.</param>
public sealed record LadderRow(TracedMessage Message, int Lane, TimeSpan? Gap, string Note, bool IsRefusal);
