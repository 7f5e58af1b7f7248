namespace PbxPortal.Api;

/// <summary>An API key that was made just now: the only answer that ever holds it.</summary>
public sealed record NewApiKeyRow(string Name, string Key);
