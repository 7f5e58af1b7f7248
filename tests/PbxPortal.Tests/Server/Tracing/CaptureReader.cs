using System.Buffers.Binary;
using System.Net;

namespace PbxPortal.Tests.Server.Tracing;

/// <summary>Reads a libpcap file of raw IP packets with UDP datagrams, written anew from the file format and RFC 768, 791 and 8200, and checks every checksum.</summary>
internal static class CaptureReader
{
    public static List<CapturedDatagram> Read(ReadOnlySpan<byte> file)
    {
        Assert(BinaryPrimitives.ReadUInt32LittleEndian(file) == 0xA1B2C3D4, "magic");
        Assert(BinaryPrimitives.ReadUInt16LittleEndian(file[4..]) == 2 && BinaryPrimitives.ReadUInt16LittleEndian(file[6..]) == 4, "version 2.4");
        Assert(BinaryPrimitives.ReadUInt32LittleEndian(file[20..]) == 101, "link type raw IP");
        var datagrams = new List<CapturedDatagram>();
        for (var rest = file[24..]; rest.Length > 0;)
        {
            var at = DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadUInt32LittleEndian(rest))
                .AddMicroseconds(BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]));
            var kept = BinaryPrimitives.ReadInt32LittleEndian(rest[8..]);
            var original = BinaryPrimitives.ReadInt32LittleEndian(rest[12..]);
            datagrams.Add(ReadPacket(rest.Slice(16, kept), at, original));
            rest = rest[(16 + kept)..];
        }

        return datagrams;
    }

    private static CapturedDatagram ReadPacket(ReadOnlySpan<byte> packet, DateTimeOffset at, int original)
    {
        var isIPv4 = packet[0] >> 4 == 4;
        var headerLength = isIPv4 ? (packet[0] & 0xF) * 4 : 40;
        var addressLength = isIPv4 ? 4 : 16;
        var addresses = packet.Slice(isIPv4 ? 12 : 8, 2 * addressLength);
        if (isIPv4)
        {
            Assert(BinaryPrimitives.ReadUInt16BigEndian(packet[2..]) == packet.Length, "total length");
            Assert(OnesSum(packet[..headerLength]) == 0xFFFF, "header checksum");
        }
        else
        {
            Assert(packet[0] >> 4 == 6, "IP version");
            Assert(BinaryPrimitives.ReadUInt16BigEndian(packet[4..]) == packet.Length - 40, "payload length");
        }

        Assert(packet[isIPv4 ? 9 : 6] == 17, "UDP");
        var datagram = packet[headerLength..];
        Assert(BinaryPrimitives.ReadUInt16BigEndian(datagram[4..]) == datagram.Length, "datagram length");
        byte[] covered = [.. addresses, 0, 17, .. datagram[4..6], .. datagram];
        Assert(OnesSum(covered) == 0xFFFF, "datagram checksum");
        return new CapturedDatagram(
            at,
            new IPEndPoint(new IPAddress(addresses[..addressLength]), BinaryPrimitives.ReadUInt16BigEndian(datagram)),
            new IPEndPoint(new IPAddress(addresses[addressLength..]), BinaryPrimitives.ReadUInt16BigEndian(datagram[2..])),
            datagram[8..].ToArray(),
            original);
    }

    private static int OnesSum(ReadOnlySpan<byte> bytes)
    {
        var sum = 0;
        for (var index = 0; index < bytes.Length; index++)
        {
            sum += index % 2 == 0 ? bytes[index] << 8 : bytes[index];
            sum = (sum & 0xFFFF) + (sum >> 16);
        }

        return sum;
    }

    private static void Assert(bool isRight, string what)
    {
        if (!isRight)
        {
            throw new InvalidDataException($"The capture is wrong: {what}.");
        }
    }
}
