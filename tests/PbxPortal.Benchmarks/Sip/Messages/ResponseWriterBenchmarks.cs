using System.Net;
using BenchmarkDotNet.Attributes;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Benchmarks.Sip.Messages;

[MemoryDiagnoser]
public class ResponseWriterBenchmarks
{
    private readonly PeerAddress _peer = PeerAddress.From(IPEndPoint.Parse("192.0.2.4:5062"));
    private SipRequest _register = null!;

    [GlobalSetup]
    public void Parse()
    {
        _ = SipParser.TryParse(RefreshMessage.Bytes, out var message, out _);
        _register = (SipRequest)message!;
    }

    [Benchmark]
    public int WriteOk()
    {
        using var buffer = MessageBuffer.Rent();
        _ = NameAddress.TryParse(_register.Find(HeaderName.Contact), out var contact);
        ResponseWriter.Begin(buffer, _register, _peer, StatusCode.Ok, "Xk3f0aYbQ2rT7w9z"u8)
            .StartHeader(HeaderName.Contact)
            .Append("<"u8).Append(contact.Uri).Append(">"u8).Append(contact.Parameters).Append(";expires="u8).Append(3600)
            .EndHeader()
            .Header(HeaderName.Expires, 3600)
            .Header(HeaderName.Date, "Sat, 13 Nov 2010 23:29:00 GMT"u8)
            .End();
        return buffer.WrittenCount;
    }
}
