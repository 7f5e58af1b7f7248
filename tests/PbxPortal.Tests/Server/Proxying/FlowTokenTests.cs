using System.Text;
using PbxPortal.Server.Proxying;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Server.Proxying;

/// <summary>RFC 5626, 5.3: the token says which flow, and nobody else can make one.</summary>
public sealed class FlowTokenTests
{
    private readonly FlowTokens _tokens = new(new TestKeys());

    [Theory]
    [InlineData("192.0.2.7:5060", TransportProtocol.Udp)]
    [InlineData("[2001:db8::7]:41000", TransportProtocol.Wss)]
    public void What_is_written_is_read_in_every_run(string peer, TransportProtocol protocol)
    {
        Assert.True(PeerAddress.TryParse(peer, out var address));
        var note = new FlowNote(protocol, address, Socket: 7, Run: 0xFFFF_FFFF, FlowId: -5, DeviceId: 4711);

        var token = Write(note);

        Assert.True(new FlowTokens(new TestKeys()).TryRead(token, out var read));
        Assert.Equal(note, read);
        Assert.False(new FlowTokens(new TestKeys("two")).TryRead(token, out _));
    }

    [Fact]
    public void A_token_that_differs_in_one_character_is_none()
    {
        var token = Write(new FlowNote(TransportProtocol.Udp, default, 1, 2, 3, 4));

        for (var index = 0; index < token.Length; index++)
        {
            var forged = token.ToArray();
            forged[index] = forged[index] == 'A' ? (byte)'B' : (byte)'A';
            Assert.False(_tokens.TryRead(forged, out _), Encoding.ASCII.GetString(forged));
        }

        Assert.False(_tokens.TryRead(token.AsSpan(1), out _));
        Assert.False(_tokens.TryRead("3516"u8, out _));
        Assert.False(_tokens.TryRead(default, out _));
    }

    private byte[] Write(FlowNote note)
    {
        var token = new byte[FlowTokens.Length];
        _tokens.Write(note, token);
        return token;
    }
}
