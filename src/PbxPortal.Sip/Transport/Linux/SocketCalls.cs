using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace PbxPortal.Sip.Transport.Linux;

/// <summary>
/// The two system calls that take or give many datagrams at once, which the base library lacks, and what it has no name for. Most of
/// what a datagram costs is the way into the kernel and out again.
/// </summary>
/// <remarks>
/// The handle of the socket is counted while a call runs, so that its number cannot be given to another file meanwhile;
/// closing the socket wakes a call that waits.
/// </remarks>
internal static unsafe partial class SocketCalls
{
    /// <summary>MSG_WAITFORONE: waits for the first datagram only.</summary>
    public const int WaitForOne = 0x10000;

    /// <summary>EINTR.</summary>
    public const int Interrupted = 4;

    /// <summary>SOL_SOCKET.</summary>
    private const int SocketLevel = 1;

    /// <summary>SO_MEMINFO, of Linux 4.12: an array of 32-bit numbers.</summary>
    private const int MemoryInfo = 55;

    /// <summary>SK_MEMINFO_DROPS, the last of <see cref="MemoryInfoCount"/> numbers.</summary>
    private const int Drops = 8;

    private const int MemoryInfoCount = 9;
    private const ushort IPv4Family = 2;
    private const ushort IPv6Family = 10;

    /// <summary>The layouts of this folder hold for 64-bit Linux.</summary>
    public static bool AreAvailable =>
        OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64;

    /// <summary>Gives how many datagrams have come, or -1 with an error.</summary>
    [LibraryImport("libc", EntryPoint = "recvmmsg", SetLastError = true)]
    public static partial int Receive(
        SafeSocketHandle socket,
        MultipleMessageHeader* messages,
        uint count,
        int flags,
        void* timeout);

    /// <summary>Gives how many datagrams have gone, or -1 with the error of the first one.</summary>
    [LibraryImport("libc", EntryPoint = "sendmmsg", SetLastError = true)]
    public static partial int Send(SafeSocketHandle socket, MultipleMessageHeader* messages, uint count, int flags);

    /// <summary>Sends one datagram, without an object for its address.</summary>
    /// <exception cref="ObjectDisposedException">The socket has been closed.</exception>
    public static bool TrySend(
        SafeSocketHandle socket,
        ReadOnlySpan<byte> datagram,
        in PeerAddress peer,
        Action<string> onFailure)
    {
        Span<byte> address = stackalloc byte[PeerAddress.MaxSocketAddressLength];
        var addressLength = WriteAddress(peer, address);
        fixed (byte* name = address, bytes = datagram)
        {
            var vector = new Vector { Start = bytes, Length = (nuint)datagram.Length };
            var header = new MultipleMessageHeader { Name = name, NameLength = addressLength, Vectors = &vector, VectorCount = 1 };
            int sent;
            do
            {
                sent = Send(socket, &header, count: 1, flags: 0);
            }
            while (sent < 0 && Marshal.GetLastPInvokeError() == Interrupted);

            if (sent < 0)
            {
                onFailure(LastError());
            }

            return sent == 1;
        }
    }

    /// <summary>How many datagrams found the socket full since it was made, modulo 2^32; <c>null</c>: not to be had, or closed.</summary>
    public static uint? DroppedBy(Socket socket)
    {
        if (!AreAvailable)
        {
            return null;
        }

        Span<uint> numbers = stackalloc uint[MemoryInfoCount];
        try
        {
            var length = socket.GetRawSocketOption(SocketLevel, MemoryInfo, MemoryMarshal.AsBytes(numbers));
            return length > Drops * sizeof(uint) ? numbers[Drops] : null;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return null;
        }
    }

    /// <summary>Writes a whole socket address and gives its length.</summary>
    public static uint WriteAddress(in PeerAddress address, Span<byte> bytes)
    {
        var family = address.IsIPv6 ? IPv6Family : IPv4Family;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, family);
        address.WriteSocketAddress(bytes);
        return (uint)address.SocketAddressLength;
    }

    public static string LastError() => Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());
}
