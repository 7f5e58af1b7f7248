using System.Net;
using System.Runtime.InteropServices;

namespace PbxPortal.Phones.Load;

/// <summary>Up to 64 messages per system call, on Linux.</summary>
/// <remarks>
/// Confined to the loop of its run. The headers and vectors point into the pinned buffers and are laid out once; a batch only writes
/// the lengths.
/// </remarks>
internal sealed class BatchedLoadSocket : LoadSocket
{
    private const int VectorWords = 2;

    private readonly NativeMessage[] _sending = GC.AllocateArray<NativeMessage>(Batch, pinned: true);
    private readonly NativeMessage[] _receiving = GC.AllocateArray<NativeMessage>(Batch, pinned: true);
    private readonly nint[] _sendingVectors = GC.AllocateArray<nint>(Batch * VectorWords, pinned: true);
    private readonly nint[] _receivingVectors = GC.AllocateArray<nint>(Batch * VectorWords, pinned: true);
    private readonly int _descriptor;

    public BatchedLoadSocket(IPEndPoint target, IPAddress local)
        : base(target, local)
    {
        _descriptor = (int)Socket.Handle;
        LayOut(_sending, _sendingVectors, Outgoing, LongestRequest);
        LayOut(_receiving, _receivingVectors, Incoming, LongestResponse);
    }

    /// <summary>The layout of <c>mmsghdr</c> that <see cref="NativeMessage"/> spells out is that of 64 bits.</summary>
    public static bool IsSupported => OperatingSystem.IsLinux() && nint.Size == 8 && BitConverter.IsLittleEndian;

    public override ReadOnlySpan<byte> this[int received] => Incoming.AsSpan(received * LongestResponse, (int)_receiving[received].Length);

    public override int Receive()
    {
        while (true)
        {
            var count = NativeSockets.ReceiveMessages(_descriptor, AddressOf(_receiving), Batch, NativeSockets.DontWait, 0);
            if (count >= 0)
            {
                return count;
            }

            if (Marshal.GetLastPInvokeError() != NativeSockets.ConnectionRefused)
            {
                return 0;
            }

            Refusals++;
        }
    }

    protected override void Send(int count)
    {
        for (var request = 0; request < count; request++)
        {
            _sendingVectors[(request * VectorWords) + 1] = OutgoingLengths[request];
        }

        var sent = 0;
        while (sent < count)
        {
            var first = Marshal.UnsafeAddrOfPinnedArrayElement(_sending, sent);
            var taken = NativeSockets.SendMessages(_descriptor, first, (uint)(count - sent), NativeSockets.DontWait);
            if (taken > 0)
            {
                sent += taken;
            }
            else if (Marshal.GetLastPInvokeError() == NativeSockets.ConnectionRefused)
            {
                Refusals++; // That of an earlier message: telling it has cleared it, and this one is tried again.
            }
            else
            {
                return;
            }
        }
    }

    private static void LayOut(NativeMessage[] messages, nint[] vectors, byte[] buffer, int length)
    {
        for (var index = 0; index < messages.Length; index++)
        {
            vectors[index * VectorWords] = Marshal.UnsafeAddrOfPinnedArrayElement(buffer, index * length);
            vectors[(index * VectorWords) + 1] = length;
            messages[index].Vectors = Marshal.UnsafeAddrOfPinnedArrayElement(vectors, index * VectorWords);
            messages[index].VectorCount = 1;
        }
    }

    private static nint AddressOf(NativeMessage[] messages) => Marshal.UnsafeAddrOfPinnedArrayElement(messages, 0);
}
