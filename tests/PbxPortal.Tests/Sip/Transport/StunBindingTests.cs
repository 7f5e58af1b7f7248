using System.Net;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Sip.Transport;

/// <summary>STUN on the SIP port (RFC 5626, 8; RFC 5389).</summary>
public sealed class StunBindingTests
{
    private static readonly byte[] Transaction = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

    /// <summary>The address of RFC 5769, 2.2 and 2.3, whose transaction ID gives the values that stand there.</summary>
    private static readonly byte[] SampleTransaction = Convert.FromHexString("b7e7a701bc34d686fa87dfae");

    [Theory]
    [InlineData("192.0.2.1:32853", "0020000800" + "01a147e112a643")]
    [InlineData("[2001:db8:1234:5678:11:2233:4455:6677]:32853", "0020001400" + "02a1470113a9faa5d3f179bc25f4b5bed2b9d9")]
    public void Gives_the_address_under_the_mask(string source, string attribute)
    {
        var answer = Answer(Request(SampleTransaction), source);

        Assert.Equal($"0101{(answer.Length - 20):x4}2112a442b7e7a701bc34d686fa87dfae", Convert.ToHexStringLower(answer[..20]));
        Assert.Equal(attribute, Convert.ToHexStringLower(answer[20..]));
    }

    [Fact]
    public void Ignores_what_need_not_be_understood()
    {
        var answer = Answer(Request(Transaction, "8022000474657374" + "80280004deadbeef"), "192.0.2.1:5060");

        Assert.Equal([0x01, 0x01], answer[..2]);
    }

    [Fact]
    public void Refuses_what_must_be_understood_and_names_it()
    {
        var answer = Answer(Request(Transaction, "0003000400000006" + "00240004deadbeef"), "192.0.2.1:5060");

        Assert.Equal([0x01, 0x11], answer[..2]);
        Assert.Equal("00090004" + "00000414" + "000a0004" + "00030024", Convert.ToHexStringLower(answer[20..]));
    }

    [Theory]
    [InlineData("0001000021")]
    [InlineData("0101000c2112a4420102030405060708090a0b0c")]
    [InlineData("000100042112a4420102030405060708090a0b0c")]
    [InlineData("000100002112a4430102030405060708090a0b0c")]
    [InlineData("000100042112a4420102030405060708090a0b0c80220004")]
    [InlineData("000100022112a4420102030405060708090a0b0c8022")]
    public void Is_silent_towards_what_is_no_Binding_request(string hex) =>
        Assert.Empty(Answer(Convert.FromHexString(hex), "192.0.2.1:5060"));

    [Fact]
    public void Never_answers_with_much_more_than_it_was_asked_with()
    {
        var unknown = string.Concat(Enumerable.Range(1, 20).Select(type => $"{type:x4}0000"));

        Assert.Equal(24, Answer(Request(Transaction), "[2001:db8::1]:5060").Length - 20);
        Assert.True(Answer(Request(Transaction, unknown), "192.0.2.1:5060").Length < 100);
    }

    [Fact]
    public void Allocates_nothing()
    {
        var request = Request(Transaction);
        var source = PeerAddress.From(IPEndPoint.Parse("192.0.2.1:5060"));
        var answer = new byte[StunBinding.MaxAnswerLength];
        StunBinding.Answer(request, source, answer); // The first call pays for the compiler.

        var before = GC.GetAllocatedBytesForCurrentThread();
        StunBinding.Answer(request, source, answer);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static byte[] Request(byte[] transaction, string attributes = "") =>
        Convert.FromHexString($"0001{(attributes.Length / 2):x4}2112a442{Convert.ToHexString(transaction)}{attributes}");

    private static byte[] Answer(byte[] request, string source)
    {
        var answer = new byte[StunBinding.MaxAnswerLength];
        var length = StunBinding.Answer(request, PeerAddress.From(IPEndPoint.Parse(source)), answer);
        return answer[..length];
    }
}
