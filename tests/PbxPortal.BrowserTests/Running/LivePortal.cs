namespace PbxPortal.BrowserTests.Running;

/// <summary>Tests that share one server, each with users of its own.</summary>
[CollectionDefinition]
public sealed class LivePortal : ICollectionFixture<Portal>;
