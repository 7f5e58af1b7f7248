namespace PbxPortal.Tests.EndToEnd;

/// <summary>One of the places where a call rang, as <c>/api/v1/calls</c> has it.</summary>
/// <remarks>Immutable.</remarks>
internal sealed record CallBranchEntry(int Number, long? DeviceId, string Target, DateTimeOffset? RingingAt, string? Result, int Status);
