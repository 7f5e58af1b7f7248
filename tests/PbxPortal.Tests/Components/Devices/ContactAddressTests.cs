using PbxPortal.Components.Devices;

namespace PbxPortal.Tests.Components.Devices;

public sealed class ContactAddressTests
{
    [Theory]
    [InlineData("203.0.113.7:5062", "sip:3516@10.6.1.31:5060;line=abc", "10.6.1.31")]
    [InlineData("203.0.113.7:5062", "sip:10.6.1.31", "10.6.1.31")]
    [InlineData("[2001:db8::1]:5060", "sip:3516@[fd00::7]:5060", "fd00::7")]
    [InlineData("203.0.113.7:5062", "sip:3516@203.0.113.7:49822;transport=tcp", "")]
    [InlineData("[2001:db8::1]:5060", "<sip:3516@[2001:db8::1]>", "")]
    [InlineData("203.0.113.7:5062", "sip:k7f2@df7jal23ls0d.invalid;transport=ws", "")]
    [InlineData("203.0.113.7:5062", "", "")]
    public void Names_the_inner_host_only_when_it_is_another(string source, string contact, string expected)
    {
        Assert.Equal(expected, ContactAddress.BehindNat(source, contact));
    }
}
