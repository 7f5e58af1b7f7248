using System.Net;
using PbxPortal.Server.Diagnosis;

namespace PbxPortal.Tests.Server.Diagnosis;

public sealed class RewrittenOnTheWayTests
{
    private static readonly IPAddress Outside = IPAddress.Parse("203.0.113.7");

    [Fact]
    public void A_Via_with_the_outside_address_beside_a_Contact_with_the_inside_one_was_rewritten()
    {
        var signs = new WireSigns { ViaHost = "203.0.113.7", ContactHost = "192.168.1.20" };

        Assert.Equal(
            "Via names the outside address 203.0.113.7, and Contact the inside address 192.168.1.20.",
            RewrittenOnTheWay.Describe(signs, Outside));
    }

    [Fact]
    public void A_Contact_with_a_third_address_was_rewritten()
    {
        var signs = new WireSigns { ViaHost = "192.168.1.20", ContactHost = "198.51.100.9" };

        Assert.Contains("Contact names 198.51.100.9", RewrittenOnTheWay.Describe(signs, Outside), StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_hashed_for_an_inside_address_was_rewritten()
    {
        var signs = new WireSigns { ViaHost = "192.168.1.20", ContactHost = "192.168.1.20", DigestHost = "192.168.1.1", RequestHost = "pbx.example.com" };

        Assert.True(RewrittenOnTheWay.HasOtherDigestHost(signs));
        Assert.Contains("192.168.1.1", RewrittenOnTheWay.Describe(signs, Outside), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("192.168.1.20", "192.168.1.20")] // Behind a NAT that leaves SIP alone.
    [InlineData("203.0.113.7", "203.0.113.7")] // With STUN.
    [InlineData("192.168.1.20", "203.0.113.7")] // pjsip, which corrects its Contact by what it is seen with.
    [InlineData("phone.invalid", "phone.invalid")] // A browser.
    public void What_phones_do_themselves_is_no_trace(string via, string contact) => Assert.Equal(
        "", RewrittenOnTheWay.Describe(new WireSigns { ViaHost = via, ContactHost = contact, RequestHost = "pbx.example.com" }, Outside));

    [Fact]
    public void Within_one_network_nothing_needs_rewriting() => Assert.Equal(
        "", RewrittenOnTheWay.Describe(new WireSigns { ViaHost = "10.0.0.5", ContactHost = "192.168.1.20" }, IPAddress.Parse("10.0.0.5")));
}
