using System.Runtime.InteropServices;

namespace PbxPortal.Sip.Transport;

/// <summary>Counts the connections that stand, and gives a place to those for which there is one.</summary>
/// <remarks>Guarded by one lock; as large as there are addresses with a connection, which <see cref="ConnectionLimits.Most"/> bounds.</remarks>
public sealed class ConnectionTable(
    ConnectionLimits limits,
    TransportCounters counters,
    ConnectionLog log,
    TimeProvider timeProvider)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<PeerAddress, AddressUse> _addresses = [];
    private readonly int[] _protocols = new int[(int)TransportProtocol.Wss + 1];
    private int _count;
    private int _unproved;

    public ConnectionLimits Limits => limits;

    /// <summary>Connections in all.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _count;
            }
        }
    }

    /// <summary>Those for which no credential has been proved.</summary>
    public int Unproved
    {
        get
        {
            lock (_lock)
            {
                return _unproved;
            }
        }
    }

    public int CountOf(TransportProtocol protocol)
    {
        lock (_lock)
        {
            return _protocols[(int)protocol];
        }
    }

    /// <summary>The place of a new connection, to be disposed when it has ended; <c>null</c>: there is none, and it was told why.</summary>
    public ConnectionPlace? Enter(in PeerAddress peer, TransportProtocol protocol)
    {
        if (Take(peer.ToNetwork(), protocol) is { } trouble)
        {
            log.Report(trouble, peer, protocol);
            return null;
        }

        counters.CountConnection(protocol);
        return new ConnectionPlace(this, peer, protocol, timeProvider.GetTimestamp());
    }

    internal void Report(ConnectionPlace place, ConnectionTrouble trouble, string detail) =>
        log.Report(trouble, place.Peer, place.Protocol, detail);

    internal void MarkProved(ConnectionPlace place)
    {
        lock (_lock)
        {
            CollectionsMarshal.GetValueRefOrNullRef(_addresses, place.Peer.ToNetwork()).Unproved--;
            _unproved--;
        }
    }

    internal void Leave(ConnectionPlace place, bool isProved)
    {
        var network = place.Peer.ToNetwork();
        lock (_lock)
        {
            ref var use = ref CollectionsMarshal.GetValueRefOrNullRef(_addresses, network);
            use.All--;
            use.Unproved -= isProved ? 0 : 1;
            _unproved -= isProved ? 0 : 1;
            _protocols[(int)place.Protocol]--;
            _count--;
            if (use.All == 0)
            {
                _addresses.Remove(network);
            }
        }
    }

    private ConnectionTrouble? Take(in PeerAddress network, TransportProtocol protocol)
    {
        lock (_lock)
        {
            if (_count >= limits.Most)
            {
                return ConnectionTrouble.TooMany;
            }

            var use = _addresses.GetValueOrDefault(network);
            if (use.All >= limits.MostPerAddress)
            {
                return ConnectionTrouble.TooManyFromAddress;
            }

            if (use.Unproved >= limits.MostUnprovedPerAddress)
            {
                return ConnectionTrouble.TooManyUnproved;
            }

            _addresses[network] = new AddressUse { All = use.All + 1, Unproved = use.Unproved + 1 };
            _protocols[(int)protocol]++;
            _count++;
            _unproved++;
            return null;
        }
    }

    private struct AddressUse
    {
        public int All;
        public int Unproved;
    }
}
