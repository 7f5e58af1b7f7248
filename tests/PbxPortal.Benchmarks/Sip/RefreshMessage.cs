using System.Text;

namespace PbxPortal.Benchmarks.Sip;

/// <summary>What a desk phone sends to stay registered: the message that a registrar sees most.</summary>
internal static class RefreshMessage
{
    public static readonly byte[] Bytes = Encoding.UTF8.GetBytes(
        """
        REGISTER sip:example.com SIP/2.0
        Via: SIP/2.0/UDP 192.0.2.4:5062;branch=z9hG4bK3a8f0c62d9e17b45;rport
        From: "100001" <sip:100001@example.com>;tag=2846301957
        To: "100001" <sip:100001@example.com>
        Call-ID: 0_1835600147@192.0.2.4
        CSeq: 1826 REGISTER
        Contact: <sip:100001@192.0.2.4:5062;line=3a8f0c62>;+sip.instance="<urn:uuid:00000000-0000-1000-8000-001565000a01>"
        Authorization: Digest username="100001", realm="example.com", nonce="AAAAAGkhq7kDPf0rVJp7m1cXo2Yw8QzT5uLbNeRk", uri="sip:example.com", response="6629fae49393a05397450978507c4ef1", algorithm=MD5, cnonce="0a4f113b", qop=auth, nc=0000002a
        Allow: INVITE, INFO, PRACK, ACK, BYE, CANCEL, OPTIONS, NOTIFY, REGISTER, SUBSCRIBE, REFER, PUBLISH, UPDATE, MESSAGE
        Max-Forwards: 70
        User-Agent: Yealink SIP-T46U 108.86.0.90
        Expires: 3600
        Allow-Events: talk,hold,conference,refer,check-sync
        Content-Length: 0


        """.ReplaceLineEndings("\r\n"));
}
