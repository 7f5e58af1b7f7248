namespace PbxPortal.Server.Calls;

/// <summary>The calls that are under way, for pages, API and whoever else looks.</summary>
public interface ICalls
{
    /// <summary>As they stand now.</summary>
    CallSnapshot Read();

    /// <summary>As they stand now, and then after each change; what changes while the caller is busy comes as one.</summary>
    IAsyncEnumerable<CallSnapshot> WatchAsync(CancellationToken cancellationToken);
}
