using System.Buffers.Binary;

namespace PbxPortal.Server.Tracing;

/// <summary>Writes messages as a classic libpcap file that Wireshark, sngrep and tcpdump open.</summary>
/// <remarks>
/// The link type is raw IP (LINKTYPE_RAW, 101): no made-up Ethernet addresses. Each message is one UDP datagram between the real
/// addresses and ports, whatever carried it: of TCP, TLS and WebSocket the readable message is known and not the packets, and a tool
/// would not look into a made-up TLS connection. Headers are made up with right lengths and checksums (RFC 791, 768, 8200). A message
/// that fits no datagram is cut, and its record says how long it was. Where the two ends are of different families, as behind a
/// socket for both, IPv4 is written mapped into IPv6.
/// </remarks>
public static class PacketCapture
{
    public const string ContentType = "application/vnd.tcpdump.pcap";

    private const uint Magic = 0xA1B2_C3D4; // Little-endian, microseconds.
    private const int SnapLength = 65_535;
    private const int RawIP = 101;
    private const int IPv4HeaderLength = 20;
    private const int IPv6HeaderLength = 40;
    private const int UdpHeaderLength = 8;
    private const byte Udp = 17;
    private const byte Hops = 64;

    public static byte[] Write(IEnumerable<TracedMessage> messages)
    {
        using var file = new MemoryStream();
        Span<byte> header = stackalloc byte[24];
        BinaryPrimitives.WriteUInt32LittleEndian(header, Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], 2);
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], 4);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], SnapLength);
        BinaryPrimitives.WriteInt32LittleEndian(header[20..], RawIP);
        file.Write(header);
        foreach (var message in messages)
        {
            Write(file, message);
        }

        return file.ToArray();
    }

    private static void Write(MemoryStream file, TracedMessage message)
    {
        var isIPv6 = message.Peer.IsIPv6 || message.Local.IsIPv6;
        var headers = (isIPv6 ? IPv6HeaderLength : IPv4HeaderLength) + UdpHeaderLength;
        var kept = Math.Min(message.Length, SnapLength - headers);
        var packet = new byte[headers + kept];
        message.Bytes.Span[..kept].CopyTo(packet.AsSpan(headers));
        if (isIPv6)
        {
            WriteIPv6(packet, message);
        }
        else
        {
            WriteIPv4(packet, message);
        }

        Span<byte> record = stackalloc byte[16];
        var microseconds = message.At.Ticks - DateTimeOffset.UnixEpoch.Ticks;
        microseconds /= TimeSpan.TicksPerMicrosecond;
        BinaryPrimitives.WriteUInt32LittleEndian(record, (uint)(microseconds / 1_000_000));
        BinaryPrimitives.WriteUInt32LittleEndian(record[4..], (uint)(microseconds % 1_000_000));
        BinaryPrimitives.WriteInt32LittleEndian(record[8..], packet.Length);
        BinaryPrimitives.WriteInt32LittleEndian(record[12..], headers + message.Length);
        file.Write(record);
        file.Write(packet);
    }

    private static void WriteIPv4(Span<byte> packet, TracedMessage message)
    {
        packet[0] = 0x45; // Version 4, five words of header.
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)packet.Length);
        BinaryPrimitives.WriteUInt16BigEndian(packet[4..], (ushort)message.Number);
        packet[8] = Hops;
        packet[9] = Udp;
        _ = message.Source.ToAddress().TryWriteBytes(packet[12..], out _);
        _ = message.Destination.ToAddress().TryWriteBytes(packet[16..], out _);
        BinaryPrimitives.WriteUInt16BigEndian(packet[10..], Fold(Sum(packet[..IPv4HeaderLength])));
        WriteUdp(packet[IPv4HeaderLength..], message, packet[12..IPv4HeaderLength]);
    }

    private static void WriteIPv6(Span<byte> packet, TracedMessage message)
    {
        packet[0] = 0x60;
        BinaryPrimitives.WriteUInt16BigEndian(packet[4..], (ushort)(packet.Length - IPv6HeaderLength));
        packet[6] = Udp;
        packet[7] = Hops;
        BinaryPrimitives.WriteUInt128BigEndian(packet[8..], message.Source.ToNumber());
        BinaryPrimitives.WriteUInt128BigEndian(packet[24..], message.Destination.ToNumber());
        WriteUdp(packet[IPv6HeaderLength..], message, packet[8..IPv6HeaderLength]);
    }

    private static void WriteUdp(Span<byte> datagram, TracedMessage message, ReadOnlySpan<byte> addresses)
    {
        BinaryPrimitives.WriteUInt16BigEndian(datagram, (ushort)message.Source.Port);
        BinaryPrimitives.WriteUInt16BigEndian(datagram[2..], (ushort)message.Destination.Port);
        BinaryPrimitives.WriteUInt16BigEndian(datagram[4..], (ushort)datagram.Length);
        var checksum = Fold(Sum(addresses) + Sum(datagram) + Udp + (uint)datagram.Length); // With the pseudo-header.
        BinaryPrimitives.WriteUInt16BigEndian(datagram[6..], checksum == 0 ? ushort.MaxValue : checksum); // 0 would mean none.
    }

    private static uint Sum(ReadOnlySpan<byte> bytes)
    {
        var sum = 0u;
        for (; bytes.Length >= 2; bytes = bytes[2..])
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(bytes);
        }

        return bytes.IsEmpty ? sum : sum + ((uint)bytes[0] << 8);
    }

    /// <summary>The Internet checksum of the words that were added up (RFC 1071).</summary>
    private static ushort Fold(uint sum)
    {
        while (sum > ushort.MaxValue)
        {
            sum = (sum >> 16) + (sum & ushort.MaxValue);
        }

        return (ushort)~sum;
    }
}
