using PbxPortal.Sip.Messages;

namespace PbxPortal.Tests.Sip.Messages;

public sealed class NameAddressTests
{
    [Theory]
    [InlineData("sip:bob@example.com", "", "sip:bob@example.com", "")]
    [InlineData("<sip:bob@example.com>", "", "sip:bob@example.com", "")]
    [InlineData("<sip:bob@example.com;transport=tcp>;expires=60", "", "sip:bob@example.com;transport=tcp", ";expires=60")]
    [InlineData("sip:bob@example.com;transport=tcp", "", "sip:bob@example.com", ";transport=tcp")]
    [InlineData("Bob Smith <sip:bob@example.com>;tag=1", "Bob Smith", "sip:bob@example.com", ";tag=1")]
    [InlineData("\"Bob, <the> boss\" <sip:bob@example.com>", "Bob, <the> boss", "sip:bob@example.com", "")]
    [InlineData("\"Bob\"<sip:bob@example.com>", "Bob", "sip:bob@example.com", "")]
    [InlineData("Büro (2. Stock) <sip:bob@example.com>", "Büro (2. Stock)", "sip:bob@example.com", "")]
    [InlineData("<sip:a,b;c?d@example.com>", "", "sip:a,b;c?d@example.com", "")]
    [InlineData("tel:+1-212-555-0101 ; tag = x", "", "tel:+1-212-555-0101", "; tag = x")]
    public void Takes_a_value_apart(string value, string displayName, string uri, string parameters)
    {
        Assert.True(NameAddress.TryParse(value.ToBytes(), out var address));

        Assert.Equal(displayName, address.DisplayName.ToText());
        Assert.Equal(uri, address.Uri.ToText());
        Assert.Equal(parameters, address.Parameters.ToText());
    }

    [Theory]
    [InlineData("")]
    [InlineData("bob")]
    [InlineData("*")]
    [InlineData("<>")]
    [InlineData("<bob>")]
    [InlineData("<sip:bob@example.com")]
    [InlineData("sip:bob@example.com>")]
    [InlineData("< sip:bob@example.com >")]
    [InlineData("\"Bob <sip:bob@example.com>")]
    [InlineData("\"Bob\" sip:bob@example.com")]
    [InlineData("Smith, Bob <sip:bob@example.com>")]
    [InlineData("sip:bob@example.com?Route=x")]
    [InlineData("<sip:bob@example.com>;;")]
    [InlineData("<sip:bob@example.com>tag=1")]
    [InlineData("<sip:bob@example.com>;tag=\"1")]
    [InlineData("sip:bob@example.com tag=1")]
    public void Refuses_what_cannot_be_told_apart(string value)
    {
        Assert.False(NameAddress.TryParse(value.ToBytes(), out _));
    }

    [Fact]
    public void Reads_the_parameters_that_phones_send_with_a_contact()
    {
        const string Value = "<sip:3516@10.6.1.14:5060;line=k7f2>;methods=\"INVITE, ACK\";q=0.7;"
            + "+sip.instance=\"<urn:uuid:00000000-0000-0000-0000-000000000001>\";reg-id=1;+u.sip!model.ccm.cisco.com=\"7\"";

        Assert.True(NameAddress.TryParse(Value.ToBytes(), out var contact));

        Assert.True(contact.TryGetParameter("+SIP.INSTANCE"u8, out var instance));
        Assert.Equal("<urn:uuid:00000000-0000-0000-0000-000000000001>", instance.ToText());
        Assert.True(contact.TryGetParameter("methods"u8, out var methods));
        Assert.Equal("INVITE, ACK", methods.ToText());
        Assert.True(contact.TryGetParameter("+u.sip!model.ccm.cisco.com"u8, out var model));
        Assert.Equal("7", model.ToText());
        Assert.False(contact.TryGetParameter("expires"u8, out _));
    }

    [Theory]
    [InlineData("*", true)]
    [InlineData(" * ", true)]
    [InlineData("*;q=1", false)]
    [InlineData("<*>", false)]
    public void Knows_the_contact_that_means_all(string value, bool expected)
    {
        Assert.Equal(expected, NameAddress.IsWildcard(value.ToBytes()));
    }
}
