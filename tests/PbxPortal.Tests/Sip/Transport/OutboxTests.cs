using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;
using PbxPortal.Sip.Transport.Linux;

namespace PbxPortal.Tests.Sip.Transport;

/// <summary>Over real sockets on the loopback address, in batches and one by one.</summary>
public sealed class OutboxTests : IDisposable
{
    private readonly UdpClient _phone = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly Outbox _outbox = new();

    /// <summary>Where batches are not to be had, both rounds go one by one.</summary>
    public static TheoryData<bool> Ways => [SocketCalls.AreAvailable, false];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _phone.Dispose();

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Sends_to_each_peer_in_order_whatever_lies_between(bool usesBatches)
    {
        await using var first = Bind(usesBatches, IPAddress.Loopback);
        await using var second = Bind(usesBatches, IPAddress.IPv6Loopback);
        using var phoneOfSecond = new UdpClient(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        var connection = new InMemoryFlow();

        for (var round = 0; round < 3; round++)
        {
            _outbox.Add(FlowTo(first, _phone), Message($"first {round}"));
            _outbox.Add(connection, Message($"connection {round}"));
            _outbox.Add(FlowTo(second, phoneOfSecond), Message($"second {round}"));
        }

        _outbox.Flush();
        Assert.Equal(["first 0", "first 1", "first 2"], await ReadAsync(_phone, 3));
        Assert.Equal(["second 0", "second 1", "second 2"], await ReadAsync(phoneOfSecond, 3));
        Assert.Equal("connection 0", connection.TryRead());
        Assert.Equal("connection 1", connection.TryRead());
        Assert.Equal("connection 2", connection.TryRead());
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_datagram_that_fails_costs_the_others_nothing(bool usesBatches)
    {
        await using var server = Bind(usesBatches, IPAddress.Loopback);
        var flow = FlowTo(server, _phone);

        _outbox.Add(flow, Message(new string('x', 70_000)));
        _outbox.Add(flow, Message("after the first failure"));
        _outbox.Add(flow, Message(new string('x', 70_000)));
        _outbox.Add(flow, Message("after the second failure"));
        _outbox.Add(flow, Message(new string('x', 70_000)));
        _outbox.Flush();

        Assert.Equal(["after the first failure", "after the second failure"], await ReadAsync(_phone, 2));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Tells_the_sender_of_a_datagram_that_failed_and_sends_what_he_sends_instead(bool usesBatches)
    {
        await using var server = Bind(usesBatches, IPAddress.Loopback);
        var flow = FlowTo(server, _phone);
        var failing = new Sender(() => _outbox.Add(flow, Message("instead")));
        var sent = new Sender(() => { });

        _outbox.Add(flow, Message("sent"), sent);
        _outbox.Add(flow, Message(new string('x', 70_000)), failing);
        _outbox.Flush();

        Assert.Equal((1, 0), (failing.Told, sent.Told));
        Assert.Equal(["sent", "instead"], await ReadAsync(_phone, 2));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Tells_nobody_before_it_is_flushed_for_whoever_adds_may_hold_a_lock(bool usesBatches)
    {
        await using var server = Bind(usesBatches, IPAddress.Loopback);
        var flow = FlowTo(server, _phone);
        var sender = new Sender(() => { });

        for (var number = 0; number < Outbox.Capacity; number++)
        {
            _outbox.Add(flow, Message(new string('x', 70_000)), sender);
        }

        Assert.Equal((0, 0), (_outbox.Count, sender.Told));
        _outbox.Flush();
        Assert.Equal(Outbox.Capacity, sender.Told);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task The_thread_that_receives_datagrams_has_one_that_all_below_it_find(bool usesBatches)
    {
        var handler = new LookingHandler();
        await using var server = UdpTransport.Bind(
            new SipListenEndPoint(TransportProtocol.Udp, IPAddress.Loopback, 0),
            new MessageReceiver(handler, new TransportCounters(), NullLogger.Instance),
            NullLogger.Instance,
            usesBatches);
        server.Start();

        await _phone.SendAsync(RequestText, server.LocalEndPoint, Cancellation);

        Assert.True(await handler.HasFoundIt.WaitAsync(Cancellation));
        Assert.Null(Outbox.OfThread);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Flushes_itself_when_it_is_full(bool usesBatches)
    {
        await using var server = Bind(usesBatches, IPAddress.Loopback);
        var flow = FlowTo(server, _phone);

        for (var number = 0; number < Outbox.Capacity; number++)
        {
            _outbox.Add(flow, Message($"{number}"));
        }

        Assert.Equal(0, _outbox.Count);
        Assert.Equal(Enumerable.Range(0, Outbox.Capacity).Select(number => $"{number}"), await ReadAsync(_phone, Outbox.Capacity));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Gives_back_every_buffer_also_of_what_could_not_be_sent(bool usesBatches)
    {
        var server = Bind(usesBatches, IPAddress.Loopback);
        await server.DisposeAsync();
        var closed = new InMemoryFlow();
        closed.Close();
        MessageBuffer[] messages = [Message("to a closed socket"), Message("to a closed connection")];

        _outbox.Add(FlowTo(server, _phone), messages[0]);
        _outbox.Add(closed, messages[1]);
        _outbox.Flush();

        Assert.All(messages, message => Assert.Equal(0, message.WrittenCount));
        Assert.Equal(0, _outbox.Count);
    }

    private static byte[] RequestText => Encoding.ASCII.GetBytes(
        "OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK1;rport\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:a@b>\r\n"
        + "Call-ID: 1\r\nCSeq: 1 OPTIONS\r\n\r\n");

    private static Flow FlowTo(UdpTransport transport, UdpClient phone) =>
        transport.FlowTo((IPEndPoint)phone.Client.LocalEndPoint!);

    private static UdpTransport Bind(bool usesBatches, IPAddress address) => UdpTransport.Bind(
        new SipListenEndPoint(TransportProtocol.Udp, address, 0),
        new MessageReceiver(new RecordingHandler(), new TransportCounters(), NullLogger.Instance),
        NullLogger.Instance,
        usesBatches);

    private static MessageBuffer Message(string text)
    {
        var message = MessageBuffer.Rent();
        new SipWriter(message).Append(text);
        return message;
    }

    private static async Task<List<string>> ReadAsync(UdpClient phone, int count)
    {
        var texts = new List<string>();
        while (texts.Count < count)
        {
            texts.Add(Encoding.UTF8.GetString((await phone.ReceiveAsync(Cancellation)).Buffer));
        }

        return texts;
    }

    private sealed class Sender(Action onTold) : IMessageSender
    {
        public int Told { get; private set; }

        public void OnNotSent()
        {
            Told++;
            onTold();
        }
    }

    private sealed class LookingHandler : ISipMessageHandler
    {
        private readonly TaskCompletionSource<bool> _hasFoundIt = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<bool> HasFoundIt => _hasFoundIt.Task;

        public void OnRequest(SipRequest request, Flow flow, Outbox outbox)
        {
            _hasFoundIt.TrySetResult(ReferenceEquals(Outbox.OfThread, outbox));
            request.Dispose();
        }
    }
}
