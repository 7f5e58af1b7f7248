using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace PbxPortal.Phones.Load;

/// <summary>The local sockets of a load run, and the one place where it waits.</summary>
/// <remarks>Confined to the loop of its run.</remarks>
internal sealed class LoadSockets : IDisposable
{
    /// <summary><c>POLLIN</c> in the upper half of <c>struct pollfd</c>, whose lower half is the descriptor.</summary>
    private const long WaitForInput = 1L << 32;

    private readonly LoadSocket[] _sockets;
    private readonly long[] _descriptors;
    private readonly long[] _timeout = GC.AllocateArray<long>(2, pinned: true);
    private readonly bool _isPolled;

    public LoadSockets(LoadOptions options)
    {
        _isPolled = options.Poll > TimeSpan.Zero;
        _sockets = new LoadSocket[options.Sources];
        _descriptors = GC.AllocateArray<long>(options.Sources, pinned: true);
        for (var index = 0; index < _sockets.Length; index++)
        {
            var local = LocalAddress(options.Target, index);
            _sockets[index] = BatchedLoadSocket.IsSupported
                ? new BatchedLoadSocket(options.Target, local)
                : new PlainLoadSocket(options.Target, local);
            _descriptors[index] = (uint)_sockets[index].Socket.Handle | WaitForInput;
        }
    }

    public ReadOnlySpan<LoadSocket> All => _sockets;

    /// <summary>A phone stays with its socket until it moves.</summary>
    public LoadSocket Of(int phone, int generation) => _sockets[(phone + generation) % _sockets.Length];

    public long Refusals => _sockets.Sum(socket => socket.Refusals);

    public void Flush()
    {
        foreach (var socket in _sockets)
        {
            socket.Flush();
        }
    }

    /// <summary>Waits until something comes, or so long.</summary>
    /// <remarks>
    /// With a poll interval the sockets are not waited for: a server that has to wake nobody spends nothing on waking, so that
    /// two servers are compared and not two moments of falling asleep.
    /// </remarks>
    public void Wait(long nanoseconds)
    {
        if (nanoseconds <= 0)
        {
            return;
        }

        if (!BatchedLoadSocket.IsSupported)
        {
            WaitPortably(nanoseconds);
            return;
        }

        (_timeout[0], _timeout[1]) = Math.DivRem(nanoseconds, LoadClock.Second);
        var timeout = Marshal.UnsafeAddrOfPinnedArrayElement(_timeout, 0);
        _ = _isPolled
            ? NativeSockets.Poll(0, 0, timeout, 0)
            : NativeSockets.Poll(Marshal.UnsafeAddrOfPinnedArrayElement(_descriptors, 0), (ulong)_descriptors.Length, timeout, 0);
    }

    public void Dispose()
    {
        foreach (var socket in _sockets)
        {
            socket.Dispose();
        }
    }

    private void WaitPortably(long nanoseconds)
    {
        var readable = _sockets.Select(socket => socket.Socket).ToList();
        Socket.Select(readable, checkWrite: null, checkError: null, (int)Math.Max(nanoseconds / LoadClock.Microsecond, 1));
    }

    /// <summary>On loopback each socket has an address of its own, 127.0.0.1 upwards: sources differ, as they do in the field.</summary>
    private static IPAddress LocalAddress(IPEndPoint target, int index)
    {
        if (target.AddressFamily == AddressFamily.InterNetworkV6)
        {
            return IPAddress.IsLoopback(target.Address) ? IPAddress.IPv6Loopback : IPAddress.IPv6Any;
        }

        return IPAddress.IsLoopback(target.Address) && OperatingSystem.IsLinux()
            ? new IPAddress([127, 0, 0, (byte)(index + 1)])
            : IPAddress.IsLoopback(target.Address) ? IPAddress.Loopback : IPAddress.Any;
    }
}
