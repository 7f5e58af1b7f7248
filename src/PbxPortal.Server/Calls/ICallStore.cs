namespace PbxPortal.Server.Calls;

/// <summary>Keeps the calls that are over.</summary>
public interface ICallStore
{
    /// <exception cref="Location.StoreUnavailableException">None of them is stored.</exception>
    Task AppendAsync(IReadOnlyList<Call> calls, CancellationToken cancellationToken);
}
