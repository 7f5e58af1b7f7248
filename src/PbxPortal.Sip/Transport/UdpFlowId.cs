using System.Buffers.Binary;
using System.Security.Cryptography;

namespace PbxPortal.Sip.Transport;

/// <summary>Makes a number of a socket and an address, always the same one; negative, so that no connection has it.</summary>
internal static class UdpFlowId
{
    private static readonly ulong Key1 = RandomKey();
    private static readonly ulong Key2 = RandomKey();

    /// <summary>IPv4 fits in whole. IPv6 is mixed under a random key, so that nobody can aim at another's number.</summary>
    public static long Of(int socketNumber, in PeerAddress peer)
    {
        var socketAndPort = ((ulong)(socketNumber & 0x7FFF) << 48) | (uint)peer.Port;
        var number = peer.IsIPv6
            ? Mix(Mix(socketAndPort | ((ulong)peer.ScopeId << 16), peer.UpperBytes), peer.LowerBytes)
            : socketAndPort | (peer.LowerBytes << 16);
        return (long)(number | (1UL << 63));
    }

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
