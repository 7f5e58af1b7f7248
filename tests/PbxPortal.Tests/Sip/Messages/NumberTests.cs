using PbxPortal.Sip.Messages;

namespace PbxPortal.Tests.Sip.Messages;

public sealed class NumberTests
{
    [Theory]
    [InlineData("0", 0U)]
    [InlineData("3600", 3600U)]
    [InlineData("0060", 60U)]
    [InlineData("4294967295", 4294967295U)]
    public void Reads_seconds(string text, uint expected)
    {
        Assert.True(DeltaSeconds.TryParse(text.ToBytes(), out var seconds));

        Assert.Equal(expected, seconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("1.5")]
    [InlineData("60 ")]
    [InlineData("4294967296")]
    [InlineData("10000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000")]
    public void Refuses_seconds_that_mean_the_default(string text)
    {
        Assert.False(DeltaSeconds.TryParse(text.ToBytes(), out _));
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("1", 1000)]
    [InlineData("0.", 0)]
    [InlineData("0.5", 500)]
    [InlineData("0.33", 330)]
    [InlineData("0.001", 1)]
    [InlineData("1.000", 1000)]
    public void Reads_a_preference(string text, int expected)
    {
        Assert.True(QValue.TryParse(text.ToBytes(), out var thousandths));

        Assert.Equal(expected, thousandths);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2")]
    [InlineData("1.1")]
    [InlineData("0.1234")]
    [InlineData(".5")]
    [InlineData("-0.5")]
    [InlineData("0,5")]
    [InlineData("0.x")]
    public void Refuses_what_is_no_preference(string text)
    {
        Assert.False(QValue.TryParse(text.ToBytes(), out _));
    }

    [Theory]
    [InlineData("1 REGISTER", 1U, SipMethod.Register)]
    [InlineData("0009 \t INVITE", 9U, SipMethod.Invite)]
    [InlineData("4294967295 NEWMETHOD", 4294967295U, SipMethod.Unknown)]
    public void Reads_a_CSeq(string text, uint number, SipMethod method)
    {
        Assert.True(CSeq.TryParse(text.ToBytes(), out var cSeq));

        Assert.Equal((number, method), (cSeq.Number, cSeq.Method));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("INVITE")]
    [InlineData("1INVITE")]
    [InlineData("-1 INVITE")]
    [InlineData("1 IN VITE")]
    [InlineData("4294967296 INVITE")]
    public void Refuses_what_is_no_CSeq(string text)
    {
        Assert.False(CSeq.TryParse(text.ToBytes(), out _));
    }
}
