namespace PbxPortal.BrowserTests.Running;

/// <summary>Tests that look at one server with devices in every state, and change nothing there.</summary>
[CollectionDefinition]
public sealed class FilledPortal : ICollectionFixture<Portal>;
