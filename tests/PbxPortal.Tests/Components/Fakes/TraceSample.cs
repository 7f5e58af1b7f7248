using System.Net;
using System.Text;
using PbxPortal.Server.Tracing;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Components.Fakes;

/// <summary>Traces and messages as the pages get them.</summary>
internal static class TraceSample
{
    public static Trace Trace(long id) => new()
    {
        Id = id,
        Subject = TraceSubject.Of(Sample.User(16, "3516", "Reception")),
        Watchers = ["anna.berger"],
        StartedAt = Sample.Now,
        EndsAt = Sample.Now.AddMinutes(5),
        IsOver = false,
        Count = 0,
        Bytes = 0,
        Dropped = 0,
    };

    /// <summary>A wrong password: REGISTER, 401, REGISTER with credentials, 401 with the reason.</summary>
    public static TracedMessage[] WrongPassword =>
    [
        Request(1, cSeq: 1),
        Response(2, cSeq: 1, 401, "Unauthorized"),
        Request(3, cSeq: 2) with { HasCredentials = true },
        Response(4, cSeq: 2, 401, "Unauthorized") with { Note = "wrong password" },
    ];

    public static TracedMessage Request(long number, uint cSeq, string peer = "198.51.100.20:5061") => new()
    {
        Number = number,
        At = Sample.Now.AddMilliseconds(number),
        IsReceived = true,
        Transport = TransportProtocol.Udp,
        Peer = PeerAddress.From(IPEndPoint.Parse(peer)),
        Local = PeerAddress.From(IPEndPoint.Parse("192.0.2.1:5060")),
        Bytes = Encoding.UTF8.GetBytes($"REGISTER sip:acme.example SIP/2.0\r\nCSeq: {cSeq} REGISTER\r\n\r\n"),
        FirstLine = "REGISTER sip:acme.example SIP/2.0",
        Method = "REGISTER",
        StatusCode = 0,
        CallId = "call-1",
        CSeq = cSeq,
        UserAgent = "Avaya 9641G/6.8",
        Owner = new MessageOwner(16, 16, 1, 1, ""),
    };

    public static TracedMessage Response(long number, uint cSeq, int statusCode, string reason) => Request(number, cSeq) with
    {
        IsReceived = false,
        Bytes = Encoding.UTF8.GetBytes($"SIP/2.0 {statusCode} {reason}\r\nCSeq: {cSeq} REGISTER\r\n\r\n"),
        FirstLine = $"SIP/2.0 {statusCode} {reason}",
        StatusCode = statusCode,
        UserAgent = "",
    };
}
