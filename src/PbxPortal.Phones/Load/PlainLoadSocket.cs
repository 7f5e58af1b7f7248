using System.Net;
using System.Net.Sockets;

namespace PbxPortal.Phones.Load;

/// <summary>One system call per message: for every system that .NET runs on.</summary>
/// <remarks>Confined to the loop of its run.</remarks>
internal sealed class PlainLoadSocket(IPEndPoint target, IPAddress local) : LoadSocket(target, local)
{
    private readonly int[] _lengths = new int[Batch];

    public override ReadOnlySpan<byte> this[int received] => Incoming.AsSpan(received * LongestResponse, _lengths[received]);

    public override int Receive()
    {
        var count = 0;
        while (count < Batch)
        {
            _lengths[count] = Socket.Receive(Incoming.AsSpan(count * LongestResponse, LongestResponse), SocketFlags.None, out var error);
            if (error == SocketError.Success)
            {
                count++;
            }
            else if (error is SocketError.ConnectionRefused or SocketError.ConnectionReset)
            {
                Refusals++; // It is told once for each; what else has come is still there.
            }
            else
            {
                break;
            }
        }

        return count;
    }

    protected override void Send(int count)
    {
        for (var request = 0; request < count; request++)
        {
            Socket.Send(Outgoing.AsSpan(request * LongestRequest, OutgoingLengths[request]), SocketFlags.None, out var error);
            if (error is SocketError.ConnectionRefused or SocketError.ConnectionReset)
            {
                Refusals++;
            }
        }
    }
}
