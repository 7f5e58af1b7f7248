using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using PbxPortal.Server.Location;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Proxying;

/// <summary>Finds the flow that a token means: a connection that stands, the same two UDP addresses, or the flow on which the device is registered now.</summary>
/// <remarks>Thread-safe: three concurrent tables. It holds the connections for which tokens were made, until they close, and the UDP sockets.</remarks>
public sealed class FlowTable(LocationTable locations)
{
    private readonly ConcurrentDictionary<long, Flow> _connections = new();
    private readonly ConcurrentDictionary<uint, UdpTransport> _sockets = new();
    private readonly ConcurrentDictionary<UdpTransport, uint> _numbers = new(); // As SocketOf gives them, which every token of a call needs.

    /// <summary>Numbers of connections begin anew when the program starts: those of another run mean nothing.</summary>
    private readonly uint _run = BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint)));

    /// <summary>A UDP socket that requests can leave by, before anything has come over it.</summary>
    public void Add(UdpTransport socket) => _sockets[SocketOf(socket.LocalEndPoint)] = socket;

    /// <summary>Which socket of ours, by the address that it is bound to; 32 bits of a hash, which is the same in every run.</summary>
    internal static uint SocketOf(IPEndPoint local)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(local.ToString()), hash);
        return BitConverter.ToUInt32(hash);
    }

    /// <summary>What to write into a token for this flow.</summary>
    /// <param name="deviceId">Whose flow it is; 0: nobody's that is registered.</param>
    internal FlowNote NoteOf(Flow flow, long deviceId)
    {
        if (flow.Anchor is UdpTransport transport)
        {
            if (!_numbers.TryGetValue(transport, out var socket))
            {
                socket = SocketOf(flow.Local);
                _sockets[socket] = transport;
                _numbers[transport] = socket;
            }

            return new FlowNote(flow.Protocol, flow.Peer, socket, _run, flow.Id, deviceId);
        }

        _connections[flow.Id] = flow;
        if (flow.IsClosed)
        {
            Forget(flow); // It closed before it was noted, and will not do so again.
        }

        return new FlowNote(flow.Protocol, flow.Peer, Socket: 0, _run, flow.Id, deviceId);
    }

    internal void Forget(Flow flow) => _connections.TryRemove(flow.Id, out _);

    /// <summary>
    /// The flow that the device is registered on now, so that a dialog outlives a new connection and a NAT that forgets (RFC 5626 leaves
    /// that at a 430); otherwise the flow of the token, if it stands. <c>null</c>: there is none.
    /// </summary>
    internal Flow? Find(in FlowNote note)
    {
        if (note.DeviceId != 0 && locations.Find(note.DeviceId)?.Binding?.Flow is { IsClosed: false } device)
        {
            return device;
        }

        if (note.Run == _run && _connections.TryGetValue(note.FlowId, out var connection) && !connection.IsClosed)
        {
            return connection;
        }

        return note.Protocol == TransportProtocol.Udp && _sockets.TryGetValue(note.Socket, out var socket)
            ? socket.FlowTo(note.Peer)
            : null;
    }

    /// <summary>The flow from a socket of ours to an address that nothing has come from; <c>null</c>: no socket of that kind.</summary>
    internal Flow? ToUdp(in PeerAddress peer)
    {
        foreach (var (_, socket) in _sockets)
        {
            if (socket.LocalEndPoint.AddressFamily == peer.ToAddress().AddressFamily)
            {
                return socket.FlowTo(peer);
            }
        }

        return null;
    }
}
