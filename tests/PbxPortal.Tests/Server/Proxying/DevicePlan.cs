namespace PbxPortal.Tests.Server.Proxying;

/// <summary>What a device does when it is called, unless it is stopped before.</summary>
/// <param name="RingsAfter">From the first copy of the INVITE.</param>
/// <param name="FinishesAfter">So long after it too; <c>null</c>: it rings on.</param>
/// <param name="Status">Its final answer.</param>
/// <remarks>Immutable.</remarks>
internal sealed record DevicePlan(TimeSpan RingsAfter, TimeSpan? FinishesAfter = null, string Status = "200 OK");
