using PbxPortal.Sip.Messages;

namespace PbxPortal.Tests.Sip.Messages;

public sealed class SipUriTests
{
    [Fact]
    public void Takes_every_part_apart()
    {
        Assert.True(SipUri.TryParse("sips:alice:secret@example.com:5071;transport=tcp;lr?Subject=x&Priority=urgent"u8, out var uri));

        Assert.Equal(UriScheme.Sips, uri.Scheme);
        Assert.Equal(("alice", "secret"), (uri.User.ToText(), uri.Password.ToText()));
        Assert.Equal(("example.com", 5071), (uri.Host.ToText(), uri.Port));
        Assert.Equal(";transport=tcp;lr", uri.Parameters.ToText());
        Assert.Equal("Subject=x&Priority=urgent", uri.Headers.ToText());
        Assert.True(uri.TryGetParameter("Transport"u8, out var transport));
        Assert.Equal("tcp", transport.ToText());
    }

    [Theory]
    [InlineData("SIP:example.com", UriScheme.Sip, "", "example.com", 0)]
    [InlineData("sip:192.0.2.4:5060", UriScheme.Sip, "", "192.0.2.4", 5060)]
    [InlineData("sip:bob@[2001:db8::10]:5070;lr", UriScheme.Sip, "bob", "[2001:db8::10]", 5070)]
    [InlineData("sip:bob@[2001:db8::10:5070]", UriScheme.Sip, "bob", "[2001:db8::10:5070]", 0)]
    [InlineData("sip:bob@[2001:db8:::192.0.2.1]", UriScheme.Sip, "bob", "[2001:db8:::192.0.2.1]", 0)]
    [InlineData("sip:user;par=u%40example.net@example.com", UriScheme.Sip, "user;par=u%40example.net", "example.com", 0)]
    [InlineData("sip:*97@pbx_1", UriScheme.Sip, "*97", "pbx_1", 0)]
    [InlineData("sip:#31#3516@pbx", UriScheme.Sip, "#31#3516", "pbx", 0)]
    [InlineData("tel:+1-201-555-0123;ext=5", UriScheme.Tel, "+1-201-555-0123", "", 0)]
    [InlineData("isbn:2983792873", UriScheme.Other, "", "", 0)]
    [InlineData("soap.beep://192.0.2.103:3002", UriScheme.Other, "", "", 0)]
    public void Reads_what_phones_send(string text, UriScheme scheme, string user, string host, int port)
    {
        Assert.True(SipUri.TryParse(text.ToBytes(), out var uri));

        Assert.Equal(scheme, uri.Scheme);
        Assert.Equal((user, host, port), (uri.User.ToText(), uri.Host.ToText(), uri.Port));
    }

    [Theory]
    [InlineData("")]
    [InlineData("sip")]
    [InlineData("sip:")]
    [InlineData(":bob@example.com")]
    [InlineData("sip:@example.com")]
    [InlineData("sip:bob@")]
    [InlineData("sip:bob@a@b")]
    [InlineData("sip:bob@example.com:")]
    [InlineData("sip:bob@example.com:0")]
    [InlineData("sip:bob@example.com:99999")]
    [InlineData("sip:a@1.2.3.4:5060transport=udp")]
    [InlineData("sip:bob@2001:db8::10")]
    [InlineData("sip:bob@[2001:db8::10")]
    [InlineData("sip:bob@[nonsense]")]
    [InlineData("sip:bob@exa mple.com")]
    [InlineData("sip:bob@example.com;")]
    [InlineData("sip:bob@example.com;;lr")]
    [InlineData("sip:bob@example.com?")]
    [InlineData("sip:b%4@example.com")]
    [InlineData("sip:<bob>@example.com")]
    [InlineData("tel:")]
    [InlineData("tel:;ext=1")]
    public void Refuses_what_is_no_URI(string text)
    {
        Assert.False(SipUri.TryParse(text.ToBytes(), out _));
    }

    [Theory]
    [InlineData("I%20have%20spaces", "I have spaces")]
    [InlineData("%25%34%31", "%41")]
    [InlineData("100%", "100%")]
    [InlineData("%zz", "%zz")]
    [InlineData("%C3%BC", "ü")]
    public void Unescapes_once(string escaped, string expected)
    {
        Assert.Equal(expected, SipUri.UnescapeToString(escaped.ToBytes()));
    }

    /// <summary>The first five are the examples of RFC 3261, 19.1.4.</summary>
    [Theory]
    [InlineData("sip:%61lice@atlanta.com;transport=TCP", "sip:alice@AtLanTa.CoM;Transport=tcp")]
    [InlineData("sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5")]
    [InlineData("sip:carol@chicago.com;security=on", "sip:carol@chicago.com;newparam=5")]
    [InlineData(
        "sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com",
        "sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com")]
    [InlineData(
        "sip:alice@atlanta.com?subject=project%20x&priority=urgent",
        "sip:alice@atlanta.com?priority=urgent&subject=project%20x")]
    [InlineData("sip:bob@[2001:db8::1]", "sip:bob@[2001:DB8:0::1]")]
    [InlineData("sip:bob@h;%6C%72", "sip:bob@h;lr")]
    [InlineData("tel:+1-201-555-0123", "tel:+12015550123")]
    [InlineData("sip:bob@[2001:db8:::1]", "sip:bob@[2001:db8:::1]")]
    public void Knows_equal_URIs(string left, string right)
    {
        Assert.True(AreEqual(left, right));
        Assert.True(AreEqual(right, left));
    }

    /// <summary>The first seven are the examples of RFC 3261, 19.1.4.</summary>
    [Theory]
    [InlineData("SIP:ALICE@AtLanTa.CoM;Transport=udp", "sip:alice@AtLanTa.CoM;Transport=UDP")]
    [InlineData("sip:bob@biloxi.com", "sip:bob@biloxi.com:5060")]
    [InlineData("sip:bob@biloxi.com", "sip:bob@biloxi.com;transport=udp")]
    [InlineData("sip:bob@biloxi.com", "sip:bob@biloxi.com:6000;transport=tcp")]
    [InlineData("sip:carol@chicago.com", "sip:carol@chicago.com?Subject=next%20meeting")]
    [InlineData("sip:bob@phone21.boxesbybob.com", "sip:bob@192.0.2.4")]
    [InlineData("sip:carol@chicago.com;security=on", "sip:carol@chicago.com;security=off")]
    [InlineData("sip:bob@h", "sips:bob@h")]
    [InlineData("sip:h", "sip:bob@h")]
    [InlineData("sip:bob@h", "sip:bob:@h")]
    [InlineData("sip:bob:a@h", "sip:bob:A@h")]
    [InlineData("sip:bob@h", "sip:bob@h;user=phone")]
    [InlineData("sip:bob@h", "sip:bob@h;ttl=1")]
    [InlineData("sip:bob@h", "sip:bob@h;method=INVITE")]
    [InlineData("sip:bob@h", "sip:bob@h;maddr=h")]
    [InlineData("sip:a%40b@h", "sip:a%41b@h")]
    [InlineData("sip:a%3Bb@h", "sip:a;b@h")]
    [InlineData("sip:bob@h?a=1&a=1", "sip:bob@h?a=1&b=1")]
    [InlineData("sip:bob@[2001:db8::1]", "sip:bob@[2001:db8::2]")]
    [InlineData("tel:+12015550123", "tel:+12015550124")]
    [InlineData("tel:+12015550123", "tel:+1201555012")]
    [InlineData("isbn:1", "isbn:2")]
    public void Knows_different_URIs(string left, string right)
    {
        Assert.False(AreEqual(left, right));
        Assert.False(AreEqual(right, left));
    }

    private static bool AreEqual(string left, string right)
    {
        Assert.True(SipUri.TryParse(left.ToBytes(), out var leftUri));
        Assert.True(SipUri.TryParse(right.ToBytes(), out var rightUri));
        return SipUri.AreEqual(leftUri, rightUri);
    }
}
