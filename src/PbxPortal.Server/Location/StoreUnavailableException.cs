namespace PbxPortal.Server.Location;

/// <summary>The store cannot write at present; phones get 503 with Retry-After and the portal says so.</summary>
public sealed class StoreUnavailableException : Exception
{
    public StoreUnavailableException()
    {
    }

    public StoreUnavailableException(string message)
        : base(message)
    {
    }

    public StoreUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
