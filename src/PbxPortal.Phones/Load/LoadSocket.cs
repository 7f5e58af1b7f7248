using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PbxPortal.Phones.Load;

/// <summary>A local socket of a load run: collects what is to be sent, and takes what has come, many at a time.</summary>
/// <remarks>
/// Confined to the loop of its run. Connected, so that the kernel looks the route up once and tells when the port refuses.
/// The buffers are pinned: the batched kind hands their addresses to the kernel.
/// </remarks>
internal abstract class LoadSocket : IDisposable
{
    protected const int Batch = 64;
    protected const int LongestRequest = 4096;
    protected const int LongestResponse = 16384;
    private const int KernelBuffer = 8 << 20;

    protected LoadSocket(IPEndPoint target, IPAddress local)
    {
        Socket = new Socket(target.AddressFamily, SocketType.Dgram, ProtocolType.Udp)
        {
            ReceiveBufferSize = KernelBuffer,
            SendBufferSize = KernelBuffer,
        };
        Socket.Bind(new IPEndPoint(local, 0));
        Socket.Connect(target);
        Socket.Blocking = false;
        SentBy = Encoding.ASCII.GetBytes(Socket.LocalEndPoint!.ToString()!);
    }

    public Socket Socket { get; }

    /// <summary>For Via.</summary>
    public byte[] SentBy { get; }

    /// <summary>How often the kernel said that nobody listens at the target.</summary>
    public long Refusals { get; protected set; }

    /// <summary>How many requests wait for <see cref="Flush"/>.</summary>
    protected int Queued { get; private set; }

    protected byte[] Outgoing { get; } = GC.AllocateUninitializedArray<byte>(Batch * LongestRequest, pinned: true);

    protected byte[] Incoming { get; } = GC.AllocateUninitializedArray<byte>(Batch * LongestResponse, pinned: true);

    protected int[] OutgoingLengths { get; } = new int[Batch];

    /// <summary>Space for one more request.</summary>
    public Span<byte> Reserve()
    {
        if (Queued == Batch)
        {
            Flush();
        }

        return Outgoing.AsSpan(Queued * LongestRequest, LongestRequest);
    }

    /// <summary>What was written into the reserved space is to be sent.</summary>
    public void Commit(int length) => OutgoingLengths[Queued++] = length;

    /// <summary>Sends all; what the kernel does not take is lost, as on any network, and repeated in time.</summary>
    public void Flush()
    {
        if (Queued > 0)
        {
            Send(Queued);
            Queued = 0;
        }
    }

    /// <summary>Takes what has come and does not wait.</summary>
    public abstract int Receive();

    /// <summary>One of those taken.</summary>
    public abstract ReadOnlySpan<byte> this[int received] { get; }

    public void Dispose() => Socket.Dispose();

    protected abstract void Send(int count);
}
