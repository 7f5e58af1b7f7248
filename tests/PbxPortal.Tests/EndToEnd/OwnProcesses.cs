namespace PbxPortal.Tests.EndToEnd;

/// <summary>Tests that start processes of their own run alone: their load would disturb the timing of others.</summary>
[CollectionDefinition(nameof(OwnProcesses), DisableParallelization = true)]
public sealed class OwnProcesses;
