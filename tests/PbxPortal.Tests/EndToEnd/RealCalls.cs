namespace PbxPortal.Tests.EndToEnd;

/// <summary>Tests of calls that share one server, each with users of its own; they run alone, for they start many processes.</summary>
[CollectionDefinition(nameof(RealCalls), DisableParallelization = true)]
public sealed class RealCalls : ICollectionFixture<CallServer>;
