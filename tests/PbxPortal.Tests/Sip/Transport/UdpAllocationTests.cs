using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Sip.Transport;

[Collection(AllocationCounting.Name)]
public sealed class UdpAllocationTests
{
    private static readonly byte[] Options = SipText.ToWire(
        """
        OPTIONS sip:example.com SIP/2.0
        Via: SIP/2.0/UDP h;rport
        From: <sip:bob@example.com>;tag=1
        To: <sip:example.com>
        Call-ID: a
        CSeq: 1 OPTIONS
        """);

    [Fact]
    public async Task A_datagram_is_received_and_answered_without_garbage()
    {
        long allocated = 0;
        var count = 0;
        var handler = new CountingHandler(() =>
        {
            count++;
            allocated = count == 200 ? GC.GetAllocatedBytesForCurrentThread() : allocated;
            return count == 400 ? GC.GetAllocatedBytesForCurrentThread() - allocated : -1;
        });
        await using var server = UdpTransport.Bind(
            new SipListenEndPoint(TransportProtocol.Udp, IPAddress.Loopback, 0),
            new MessageReceiver(handler, new TransportCounters(), NullLogger.Instance),
            NullLogger.Instance);
        server.Start();
        using var phone = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));

        for (var round = 0; round < 400; round++)
        {
            await phone.SendAsync(Options, server.LocalEndPoint, TestContext.Current.CancellationToken);
            await phone.ReceiveAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(0, await handler.Result);
    }

    /// <summary>Answers on the receiving thread, and asks after each message whether the count is complete.</summary>
    private sealed class CountingHandler(Func<long> measure) : ISipMessageHandler
    {
        private readonly TaskCompletionSource<long> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<long> Result => _result.Task;

        public void OnRequest(SipRequest request, Flow flow, Outbox outbox)
        {
            var buffer = MessageBuffer.Rent();
            ResponseWriter.Begin(buffer, request, flow.Peer, StatusCode.Ok, "t"u8).End();
            outbox.Add(flow.ForResponseTo(request), buffer);
            request.Dispose();
            if (measure() is var allocated and >= 0)
            {
                _result.TrySetResult(allocated);
            }
        }
    }
}
