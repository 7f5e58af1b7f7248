namespace PbxPortal.Sip.Transport;

/// <summary>Where somebody listens to all messages for a while. Nobody does nearly always, which costs one look per message or batch.</summary>
/// <remarks>Thread-safe: one reference, replaced whole.</remarks>
public sealed class WireTap
{
    private volatile IWireListener? _listener; // Volatile: set by whoever begins to listen, read by every thread that carries messages.

    /// <summary><c>null</c>: nobody listens.</summary>
    public IWireListener? Listener
    {
        get => _listener;
        set => _listener = value;
    }
}
