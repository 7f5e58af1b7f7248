using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace PbxPortal.Sip.Transport;

/// <summary>Makes a number of a socket and an address, always the same one; negative, so that no connection has it.</summary>
internal static class UdpFlowId
{
    private static readonly ulong Key1 = RandomKey();
    private static readonly ulong Key2 = RandomKey();

    /// <summary>IPv4 fits in whole. IPv6 is mixed under a random key, so that nobody can aim at another's number.</summary>
    public static long Of(int socketNumber, IPEndPoint remote)
    {
        Span<byte> address = stackalloc byte[16];
        _ = remote.Address.TryWriteBytes(address, out _);
        var socketAndPort = ((ulong)(socketNumber & 0x7FFF) << 48) | (uint)remote.Port;
        var number = remote.AddressFamily == AddressFamily.InterNetwork
            ? socketAndPort | ((ulong)BinaryPrimitives.ReadUInt32BigEndian(address) << 16)
            : Mix(Mix(socketAndPort, ReadUInt64(address)), ReadUInt64(address[8..]));
        return (long)(number | (1UL << 63));
    }

    private static ulong ReadUInt64(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt64BigEndian(bytes);

    private static ulong Mix(ulong left, ulong right)
    {
        var high = Math.BigMul(left ^ Key1, right ^ Key2, out ulong low);
        return high ^ low;
    }

    private static ulong RandomKey()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(bytes);
        return BinaryPrimitives.ReadUInt64BigEndian(bytes) | 1;
    }
}
