using System.Net;
using PbxPortal.Sip.Authentication;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Sip.Messages;

/// <summary>The way of a refresh through this project, which must cost no garbage.</summary>
[Collection(AllocationCounting.Name)]
public sealed class AllocationTests
{
    private static readonly PeerAddress Source = PeerAddress.From(IPEndPoint.Parse("192.0.2.4:5060"));
    private static readonly byte[] Ha1 = new byte[16];

    private static readonly byte[] Register = SipText.ToWire(
        """
        REGISTER sip:example.com SIP/2.0
        Via: SIP/2.0/UDP 192.0.2.4:5060;branch=z9hG4bKnashds7;rport
        Max-Forwards: 70
        From: "Bob" <sip:bob@example.com>;tag=456248
        To: "Bob" <sip:bob@example.com>
        Call-ID: 843817637684230@998sdasdh09
        CSeq: 1826 REGISTER
        Contact: <sip:bob@192.0.2.4;line=k7f2>;q=0.7;+sip.instance="<urn:uuid:0>";expires=3600, <sip:bob@192.0.2.5>;expires=0
        Authorization: Digest username="bob", realm="example.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093",
         uri="sip:example.com", response="6629fae49393a05397450978507c4ef1", algorithm=MD5, cnonce="0a4f113b", qop=auth, nc=00000001
        User-Agent: Yealink SIP-T46U 108.86.0.20
        Supported: path, outbound
        Expires: 7200
        Content-Length: 0
        """);

    [Fact]
    public void A_REGISTER_is_read_checked_and_answered_without_garbage()
    {
        for (var round = 0; round < 100; round++)
        {
            Assert.Equal(2, Refresh()); // The first rounds pay for the compiler and fill the pools.
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        Refresh();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static int Refresh()
    {
        _ = SipParser.TryParse(Register, out var message, out _);
        using var request = (SipRequest)message!;
        var contacts = 0;
        foreach (var value in request.EnumerateValues(HeaderName.Contact))
        {
            _ = NameAddress.TryParse(value, out var contact);
            _ = SipUri.TryParse(contact.Uri, out var uri);
            _ = contact.TryGetParameter("expires"u8, out var expires) && DeltaSeconds.TryParse(expires, out _);
            _ = contact.TryGetParameter("q"u8, out var q) && QValue.TryParse(q, out _);
            contacts += SipUri.AreEqual(uri, uri) ? 1 : 0;
        }

        _ = NameAddress.TryParse(request.Find(HeaderName.To), out var to);
        _ = SipUri.TryParse(to.Uri, out _);
        _ = DigestCredentials.TryParse(request.Find(HeaderName.Authorization), out var credentials);
        _ = credentials.TryGetNonceCount(out _);
        _ = DigestCalculator.IsProofOf(DigestAlgorithm.Md5, Ha1, request.MethodBytes, credentials);
        _ = OptionTags.Contains(request, HeaderName.Supported, "outbound"u8);

        using var buffer = MessageBuffer.Rent();
        ResponseWriter.Begin(buffer, request, Source, StatusCode.Ok, "k7f2"u8)
            .StartHeader(HeaderName.Contact).Append("<"u8).Append(to.Uri).Append(">;expires="u8).Append(request.CSeq.Number).EndHeader()
            .End();
        return contacts;
    }
}
