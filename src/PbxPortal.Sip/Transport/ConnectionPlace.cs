namespace PbxPortal.Sip.Transport;

/// <summary>The place that one connection takes among those allowed, from its acceptance to its end.</summary>
/// <remarks>Thread-safe. Disposed by whoever entered, once.</remarks>
public sealed class ConnectionPlace : IDisposable
{
    private readonly ConnectionTable _table;
    private readonly Lock _lock = new();
    private bool _isProved;
    private bool _isLeft;

    internal ConnectionPlace(ConnectionTable table, in PeerAddress peer, TransportProtocol protocol, long enteredAt)
    {
        _table = table;
        Peer = peer;
        Protocol = protocol;
        EnteredAt = enteredAt;
    }

    public PeerAddress Peer { get; }

    public TransportProtocol Protocol { get; }

    public ConnectionLimits Limits => _table.Limits;

    /// <summary>A timestamp of the clock, from which the first times count: a slow handshake wins no time for what follows.</summary>
    internal long EnteredAt { get; }

    /// <summary>Says why the connection is ended by us.</summary>
    public void Report(ConnectionTrouble trouble, string detail = "") => _table.Report(this, trouble, detail);

    public void Dispose()
    {
        lock (_lock)
        {
            if (!_isLeft)
            {
                _isLeft = true;
                _table.Leave(this, _isProved);
            }
        }
    }

    /// <summary>A credential has been proved on the connection; a second time changes nothing.</summary>
    internal void MarkProved()
    {
        lock (_lock)
        {
            if (!_isProved && !_isLeft)
            {
                _isProved = true;
                _table.MarkProved(this);
            }
        }
    }
}
