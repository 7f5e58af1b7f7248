using PbxPortal.Server.Activity;

namespace PbxPortal.Administration;

/// <summary>One stored line, with the id that pages on.</summary>
public sealed record ActivityLine(long Id, ActivityEntry Entry);
