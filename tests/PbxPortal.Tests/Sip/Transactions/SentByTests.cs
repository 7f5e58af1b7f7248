using System.Net;
using PbxPortal.Sip.Transactions;

namespace PbxPortal.Tests.Sip.Transactions;

public sealed class SentByTests
{
    [Theory]
    [InlineData("198.51.100.7:5060", "192.0.2.1:5070", "203.0.113.10:5070")]
    [InlineData("192.168.1.4:5060", "192.168.1.1:5060", "192.168.1.1:5060")]
    [InlineData("100.64.0.4:5060", "100.64.0.1:5060", "100.64.0.1:5060")]
    [InlineData("[2001:db8::7]:5060", "[2001:db8::1]:5060", "[2001:db8::1]:5060")]
    [InlineData("127.0.0.1:40000", "0.0.0.0:5060", "127.0.0.1:5060")]
    [InlineData("192.168.1.4:5060", "[::ffff:192.168.1.1]:5060", "192.168.1.1:5060")]
    public void Names_the_public_address_to_the_public_and_the_own_one_to_neighbours(string peer, string local, string expected)
    {
        var sentBy = new SentBy([IPAddress.Parse("203.0.113.10")]);
        var flow = new InMemoryFlow { RemoteOfTest = IPEndPoint.Parse(peer), LocalOfTest = IPEndPoint.Parse(local) };

        Assert.Equal(expected, sentBy.Of(flow));
    }

    [Fact]
    public void Without_a_configured_address_the_own_one_is_named_to_all()
    {
        var flow = new InMemoryFlow { RemoteOfTest = IPEndPoint.Parse("198.51.100.7:5060") };

        Assert.Equal("192.0.2.1:5060", new SentBy([]).Of(flow));
    }
}
