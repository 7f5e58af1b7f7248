using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Sip.Transport;

public sealed class StreamFramerTests
{
    private const string Head = "MESSAGE sip:h SIP/2.0\r\nX: 1\r\n";

    [Theory]
    [InlineData("Content-Length: 5\r\n\r\nhello", 0)]
    [InlineData("l:5\r\n\r\nhello", 0)]
    [InlineData("Content-Length : \r\n 5\r\n\r\nhello", 0)]
    [InlineData("CONTENT-LENGTH: 005\n\nhello", 0)]
    [InlineData("Content-Length: 5\r\n\r\nhelloMESSAGE", 7)]
    public void Cuts_a_message_by_its_Content_Length(string rest, int surplus)
    {
        var bytes = (Head + rest).ToBytes();

        var frame = StreamFramer.Read(bytes);

        Assert.Equal(new StreamFrame(StreamFrameKind.Message, 0, bytes.Length - surplus, bytes.Length - surplus), frame);
    }

    [Fact]
    public void Every_prefix_of_a_message_is_incomplete()
    {
        var bytes = (Head + "Content-Length: 5\r\n\r\nhello").ToBytes();

        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Equal(new StreamFrame(StreamFrameKind.Incomplete, 0, 0, 0), StreamFramer.Read(bytes.AsSpan(0, length)));
        }
    }

    [Theory]
    [InlineData("\r\n\r\n", true, 4)]
    [InlineData("\r\n\r\n\r\n", true, 4)]
    [InlineData("\r\n", false, 0)]
    [InlineData("\r\n\r", false, 0)]
    [InlineData("\n", false, 1)]
    [InlineData("\r\nMESSAGE", false, 2)]
    [InlineData("\n\n\nMESSAGE", false, 3)]
    public void Tells_a_ping_from_empty_lines_before_a_message(string text, bool isPing, int consumed)
    {
        var frame = StreamFramer.Read(text.ToBytes());

        Assert.Equal((isPing ? StreamFrameKind.Ping : StreamFrameKind.Incomplete, consumed), (frame.Kind, frame.Consumed));
    }

    [Theory]
    [InlineData("\r\n", SipParseError.ContentLengthMissing)]
    [InlineData("Content-Length: -1\r\n\r\n", SipParseError.ContentLengthInvalid)]
    [InlineData("Content-Length: five\r\n\r\n", SipParseError.ContentLengthInvalid)]
    [InlineData("Content-Length:\r\n\r\n", SipParseError.ContentLengthInvalid)]
    [InlineData("Content-Length: 5, 5\r\n\r\nhello", SipParseError.ContentLengthInvalid)]
    [InlineData("Content-Length: 5\r\nl: 13\r\n\r\nhello", SipParseError.ContentLengthInvalid)]
    [InlineData("l: 5\r\nContent-Length: 5\r\n\r\nhello", SipParseError.ContentLengthInvalid)]
    [InlineData("Content-Length: 70000\r\n\r\n", SipParseError.MessageTooLarge)]
    [InlineData("Content-Length: 4294967295\r\n\r\n", SipParseError.MessageTooLarge)]
    public void Does_not_guess_where_a_message_ends(string rest, SipParseError expected)
    {
        var frame = StreamFramer.Read((Head + rest).ToBytes());

        Assert.Equal((StreamFrameKind.Malformed, expected), (frame.Kind, frame.Error));
    }

    [Fact]
    public void Refuses_a_head_without_end()
    {
        var frame = StreamFramer.Read((Head + "X: " + new string('x', SipMessage.MaxLength)).ToBytes());

        Assert.Equal((StreamFrameKind.Malformed, SipParseError.MessageTooLarge), (frame.Kind, frame.Error));
    }

    [Theory]
    [InlineData("\u0016\u0003\u0001")]
    [InlineData("\u0000")]
    [InlineData("{")]
    public void Knows_by_the_first_byte_what_is_no_SIP(string text)
    {
        var frame = StreamFramer.Read(text.ToBytes());

        Assert.Equal((StreamFrameKind.Malformed, SipParseError.StartLineInvalid), (frame.Kind, frame.Error));
    }
}
