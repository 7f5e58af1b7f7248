using System.Net;
using System.Text;
using PbxPortal.Server.Tracing;
using PbxPortal.Sip.Transport;
using PbxPortal.Tests.Components.Fakes;

namespace PbxPortal.Tests.Server.Tracing;

public sealed class PacketCaptureTests
{
    private static readonly DateTimeOffset At = new DateTimeOffset(2026, 8, 24, 9, 0, 1, TimeSpan.Zero).AddMicroseconds(123_456);

    [Fact]
    public void A_received_message_goes_from_the_phone_to_the_server_and_an_answer_back()
    {
        var messages = TraceSample.WrongPassword;

        var datagrams = CaptureReader.Read(PacketCapture.Write(messages));

        Assert.Equal(
            [("198.51.100.20:5061", "192.0.2.1:5060"), ("192.0.2.1:5060", "198.51.100.20:5061")],
            datagrams.Take(2).Select(datagram => (datagram.Source.ToString(), datagram.Destination.ToString())));
        Assert.Equal(messages.Select(message => message.Text), datagrams.Select(datagram => Encoding.UTF8.GetString(datagram.Payload.Span)));
    }

    [Fact]
    public void The_time_is_kept_to_the_microsecond()
    {
        var datagram = Assert.Single(CaptureReader.Read(PacketCapture.Write([Message("198.51.100.20:5061", "192.0.2.1:5060", 200) with { At = At }])));

        Assert.Equal(At, datagram.At);
    }

    [Theory]
    [InlineData("198.51.100.20:5061", "192.0.2.1:5060", 0)]
    [InlineData("198.51.100.20:5061", "192.0.2.1:5060", 1)]
    [InlineData("198.51.100.20:5061", "192.0.2.1:5060", 613)]
    [InlineData("[2001:db8::20]:5061", "[2001:db8::1]:5060", 613)]
    [InlineData("[2001:db8::20]:65535", "[2001:db8::1]:5060", 1300)]
    public void Lengths_and_checksums_are_right(string peer, string local, int length)
    {
        var message = Message(peer, local, length);

        var datagram = Assert.Single(CaptureReader.Read(PacketCapture.Write([message])));

        Assert.Equal(message.Bytes, datagram.Payload);
        Assert.Equal(IPEndPoint.Parse(peer), datagram.Source);
        Assert.Equal(IPEndPoint.Parse(local), datagram.Destination);
    }

    [Fact]
    public void A_message_that_fits_no_datagram_is_cut_and_its_length_told()
    {
        var message = Message("198.51.100.20:5061", "192.0.2.1:5060", ushort.MaxValue) with { Transport = TransportProtocol.Tcp };

        var datagram = Assert.Single(CaptureReader.Read(PacketCapture.Write([message])));

        Assert.Equal(ushort.MaxValue - 28, datagram.Payload.Length);
        Assert.Equal(ushort.MaxValue + 28, datagram.OriginalLength);
    }

    [Fact]
    public void Without_messages_it_is_a_file_without_packets() => Assert.Empty(CaptureReader.Read(PacketCapture.Write([])));

    [Fact]
    public void The_text_says_when_from_where_to_where_and_why()
    {
        var text = TraceText.Write("3516@acme.example", [.. TraceSample.WrongPassword.Select(message => message with { At = At })]);

        Assert.StartsWith("# 3516@acme.example: 4 messages, times in UTC.", text, StringComparison.Ordinal);
        Assert.Contains("# 2026-08-24 09:00:01.123456 UDP 198.51.100.20:5061 -> 192.0.2.1:5060, 55 bytes\nREGISTER sip:acme.example SIP/2.0\n", text, StringComparison.Ordinal);
        Assert.Contains("192.0.2.1:5060 -> 198.51.100.20:5061, 46 bytes, wrong password\nSIP/2.0 401 Unauthorized\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_text_holds_no_control_characters_of_strangers()
    {
        var message = TraceSample.Request(1, 1) with { Bytes = "OPTIONS\u001b[2J\r\n\a\r\n"u8.ToArray() };

        var text = TraceText.Write("203.0.113.7", [message]);

        Assert.DoesNotContain(text, letter => char.IsControl(letter) && letter != '\n');
        Assert.Contains("OPTIONS\uFFFD[2J", text, StringComparison.Ordinal);
    }

    private static TracedMessage Message(string peer, string local, int length) => TraceSample.Request(7, 1, peer) with
    {
        Local = PeerAddress.From(IPEndPoint.Parse(local)),
        Bytes = Enumerable.Range(0, length).Select(index => (byte)(index * 7)).ToArray(),
    };
}
