namespace PbxPortal.Server.Location;

/// <summary>Whether the store takes writes; the portal shows a red banner while it does not.</summary>
/// <remarks>Guarded by one lock; the event is raised outside of it.</remarks>
public sealed class StoreHealth(TimeProvider timeProvider)
{
    private readonly Lock _gate = new();
    private StoreFailure? _failure;

    /// <summary>Raised after each change between healthy and failing, on the thread that noticed.</summary>
    public event Action? Changed;

    /// <summary>What is wrong; <c>null</c> while all is well.</summary>
    public StoreFailure? Failure
    {
        get
        {
            lock (_gate)
            {
                return _failure;
            }
        }
    }

    public void ReportFailure(string message)
    {
        lock (_gate)
        {
            if (_failure is { } earlier && string.Equals(earlier.Message, message, StringComparison.Ordinal))
            {
                return;
            }

            _failure = new StoreFailure(_failure?.Since ?? timeProvider.GetUtcNow(), message);
        }

        Changed?.Invoke();
    }

    public void ReportSuccess()
    {
        lock (_gate)
        {
            if (_failure is null)
            {
                return;
            }

            _failure = null;
        }

        Changed?.Invoke();
    }
}
