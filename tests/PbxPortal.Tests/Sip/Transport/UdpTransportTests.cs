using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;
using PbxPortal.Sip.Transport.Linux;

namespace PbxPortal.Tests.Sip.Transport;

/// <summary>Over real sockets on the loopback address.</summary>
public abstract class UdpTransportTests : IAsyncDisposable
{
    private readonly RecordingHandler _handler = new();
    private readonly TransportCounters _counters = new();
    private readonly bool _usesBatches;
    private readonly UdpTransport _server;
    private readonly UdpClient _phone = new(new IPEndPoint(IPAddress.Loopback, 0));

    protected UdpTransportTests(bool usesBatches)
    {
        _usesBatches = usesBatches;
        _server = Bind(_handler, _counters);
        _server.Start();
        _phone.Connect(_server.LocalEndPoint);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _phone.Dispose();
        await _server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Receives_a_request_and_sends_an_answer_back()
    {
        await SendAsync(Options("h;rport"));

        var (message, flow) = await _handler.ReadAsync(Cancellation);
        Assert.Equal(SipMethod.Options, Assert.IsType<SipRequest>(message).Method);
        Assert.Equal(_phone.Client.LocalEndPoint, flow.Remote);
        Assert.Equal(_server.LocalEndPoint, flow.Local);
        Assert.Equal(TransportProtocol.Udp, flow.Protocol);
        Assert.True(await flow.SendAsync("answer"u8.ToArray(), Cancellation));
        Assert.Equal("answer", await ReadAsync());
    }

    [Fact]
    public async Task The_same_phone_keeps_its_flow_and_another_has_another()
    {
        using var other = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));

        await SendAsync(Options("h"));
        var (_, first) = await _handler.ReadAsync(Cancellation);
        await SendAsync(Options("h"));
        var (_, second) = await _handler.ReadAsync(Cancellation);
        await other.SendAsync(Options("h"), _server.LocalEndPoint, Cancellation);
        var (_, third) = await _handler.ReadAsync(Cancellation);

        Assert.Equal(first.Id, second.Id);
        Assert.Equal(first.Id, _server.FlowTo((IPEndPoint)_phone.Client.LocalEndPoint!).Id);
        Assert.NotEqual(first.Id, third.Id);
        Assert.True(first.Id < 0);
    }

    [Theory]
    [InlineData("\r\n\r\n")]
    [InlineData("\0\0\0\0")]
    [InlineData("jaK")]
    [InlineData("")]
    public async Task Takes_what_keeps_a_NAT_open_for_what_it_is(string keepAlive)
    {
        await SendAsync(keepAlive.ToBytes());
        await SendAsync(Options("h"));
        await _handler.ReadAsync(Cancellation);

        Assert.Equal((1, 0), (_counters.KeepAlives, _counters.Malformed));
        Assert.Empty(_handler.Mistakes);
    }

    [Fact]
    public async Task Answers_a_STUN_request_with_the_address_that_it_came_from()
    {
        await SendAsync(Convert.FromHexString("000100002112a442b7e7a701bc34d686fa87dfae"));

        var answer = await _phone.ReceiveAsync(Cancellation);
        Assert.Equal("0101000c2112a442b7e7a701bc34d686fa87dfae00200008", Convert.ToHexStringLower(answer.Buffer[..24]));
        Assert.Equal(32, answer.Buffer.Length);
        Assert.Equal((1, 1, 0), (_counters.KeepAlives, _counters.StunAnswers, _counters.Malformed));
    }

    [Fact]
    public async Task Answers_a_malformed_request_and_goes_on()
    {
        await SendAsync(SipText.ToWire(Encoding.UTF8.GetString(Options("h;rport")).Replace("CSeq: 1", "CSeq: x", StringComparison.Ordinal).TrimEnd()));

        Assert.StartsWith("SIP/2.0 400 Bad Request (CSeq)\r\n", await ReadAsync(), StringComparison.Ordinal);
        await SendAsync(Options("h"));
        await _handler.ReadAsync(Cancellation);
    }

    [Fact]
    public async Task Goes_on_after_a_peer_that_cannot_be_reached()
    {
        using (var gone = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0)))
        {
            await gone.SendAsync(Options("h"), _server.LocalEndPoint, Cancellation);
        }

        var (_, flow) = await _handler.ReadAsync(Cancellation);
        await flow.SendAsync("nobody is there"u8.ToArray(), Cancellation);
        await flow.SendAsync("nobody is there"u8.ToArray(), Cancellation);

        await SendAsync(Options("h"));
        await _handler.ReadAsync(Cancellation);
    }

    [Fact]
    public async Task Reports_what_is_too_long_for_a_datagram_as_not_sent()
    {
        Assert.False(await _server.FlowTo((IPEndPoint)_phone.Client.LocalEndPoint!).SendAsync(new byte[70_000], Cancellation));
    }

    [Fact]
    public async Task Ends_although_its_thread_waits_for_a_datagram()
    {
        var flow = _server.FlowTo(new IPEndPoint(IPAddress.Loopback, 9));

        await _server.DisposeAsync();

        Assert.True(flow.IsClosed);
        Assert.False(await flow.SendAsync("late"u8.ToArray(), Cancellation));
    }

    [Fact]
    public async Task Ends_at_any_moment_of_its_thread()
    {
        for (var round = 0; round < 200; round++)
        {
            var server = Bind(_handler, _counters);
            server.Start();
            if (round % 2 == 0)
            {
                await _phone.Client.SendToAsync(Options("h"), server.LocalEndPoint, Cancellation);
                await _handler.ReadAsync(Cancellation);
            }

            await server.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
        }
    }

    [Fact]
    public async Task Takes_a_burst_whole_and_in_order()
    {
        await using var server = Bind(_handler, _counters);
        for (var number = 0; number < 150; number++)
        {
            await _phone.Client.SendToAsync(Options($"h{number}"), server.LocalEndPoint, Cancellation);
        }

        server.Start();

        for (var number = 0; number < 150; number++)
        {
            var (message, flow) = await _handler.ReadAsync(Cancellation);
            Assert.Equal($"h{number}", message.TopVia.Host.ToText());
            Assert.Equal(_phone.Client.LocalEndPoint, flow.Remote);
        }
    }

    [Fact]
    public async Task Tells_how_many_datagrams_found_the_socket_full()
    {
        await using var server = Bind(_handler, _counters); // Not started: nobody reads.
        if (!SocketCalls.AreAvailable)
        {
            Assert.Null(server.Dropped);
            return;
        }

        Assert.Equal(0u, server.Dropped);
        var datagram = new byte[60_000];
        for (var number = 0; number < 10_000 && server.Dropped == 0; number++)
        {
            await _phone.Client.SendToAsync(datagram, server.LocalEndPoint, Cancellation);
        }

        Assert.True(SpinWait.SpinUntil(() => server.Dropped > 0, TimeSpan.FromSeconds(20))); // The system may deliver a moment after the call.
        var before = server.Dropped;
        await _phone.Client.SendToAsync(datagram, server.LocalEndPoint, Cancellation);
        Assert.True(SpinWait.SpinUntil(() => server.Dropped > before, TimeSpan.FromSeconds(20)));
        await server.DisposeAsync();
        Assert.Null(server.Dropped);
    }

    [Fact]
    public async Task Takes_the_longest_datagram_whole()
    {
        var longest = SipText.ToWire(Encoding.UTF8.GetString(Options("h")).TrimEnd() + $"\nX-Long: {new string('x', 65_000)}");

        await SendAsync(longest);

        var (message, _) = await _handler.ReadAsync(Cancellation);
        Assert.Equal(longest, message.Bytes);
    }

    [Fact]
    public void Says_which_port_is_in_use()
    {
        var taken = new SipListenEndPoint(TransportProtocol.Udp, IPAddress.Loopback, _server.LocalEndPoint.Port);

        var exception = Assert.Throws<SipListenException>(() =>
            UdpTransport.Bind(taken, new MessageReceiver(_handler, _counters, NullLogger.Instance), NullLogger.Instance));

        Assert.Equal(
            $"Cannot listen on udp:127.0.0.1:{taken.Port}: the port is in use by another program.",
            exception.Message);
        Assert.Equal(taken, exception.EndPoint);
    }

    [Fact]
    public void Says_that_an_address_is_not_ours()
    {
        var foreign = new SipListenEndPoint(TransportProtocol.Udp, IPAddress.Parse("192.0.2.1"), 0);

        var exception = Assert.Throws<SipListenException>(() =>
            UdpTransport.Bind(foreign, new MessageReceiver(_handler, _counters, NullLogger.Instance), NullLogger.Instance));

        Assert.Contains("belongs to no network interface", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("h;rport", 0)]
    [InlineData("h:1234;rport", 0)]
    [InlineData("h:1234", 1234)]
    [InlineData("h", 5060)]
    [InlineData("h:1234;maddr=203.0.113.9", 1234)]
    public void Answers_go_where_the_Via_says_at_the_source_address(string sentBy, int expectedPort)
    {
        var flow = _server.FlowTo(IPEndPoint.Parse("127.0.0.1:40000"));
        using var request = SipText.ToRequest(Encoding.UTF8.GetString(Options(sentBy)).TrimEnd());

        var target = flow.ForResponseTo(request);

        Assert.Equal(new IPEndPoint(IPAddress.Loopback, expectedPort == 0 ? 40000 : expectedPort), target.Remote);
    }

    [Fact]
    public async Task Whoever_listens_hears_what_comes_and_what_goes_until_he_leaves()
    {
        var tap = new WireTap { Listener = new RecordingListener() };
        var listener = (RecordingListener)tap.Listener;
        var handler = new AnsweringHandler();
        await using var server = UdpTransport.Bind(
            new SipListenEndPoint(TransportProtocol.Udp, IPAddress.Loopback, 0),
            new MessageReceiver(handler, _counters, NullLogger.Instance, tap),
            NullLogger.Instance,
            _usesBatches);
        server.Start();
        using var phone = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));

        await phone.SendAsync(Options("h;rport"), server.LocalEndPoint, Cancellation);
        await phone.ReceiveAsync(Cancellation);
        await server.FlowTo((IPEndPoint)phone.Client.LocalEndPoint!).SendAsync("NOTIFY sip:x SIP/2.0\r\n\r\n"u8.ToArray(), Cancellation);
        tap.Listener = null;
        await phone.SendAsync(Options("h;rport"), server.LocalEndPoint, Cancellation);
        await phone.ReceiveAsync(Cancellation);

        Assert.Equal(["in Udp OPTIONS sip:example.com SIP/2.0", "out Udp SIP/2.0 200 OK", "out Udp NOTIFY sip:x SIP/2.0"], listener.Heard);
    }

    [Fact]
    public void Answers_to_a_multicast_group_go_to_the_group()
    {
        var flow = _server.FlowTo(IPEndPoint.Parse("127.0.0.1:40000"));
        using var request = SipText.ToRequest(Encoding.UTF8.GetString(Options("h;maddr=224.0.1.75")).TrimEnd());

        Assert.Equal(IPEndPoint.Parse("224.0.1.75:5060"), flow.ForResponseTo(request).Remote);
    }

    [Fact]
    public async Task Speaks_IPv6_on_a_socket_of_its_own()
    {
        await using var server = Bind(_handler, _counters, IPAddress.IPv6Loopback);
        server.Start();
        using var phone = new UdpClient(new IPEndPoint(IPAddress.IPv6Loopback, 0));

        await phone.SendAsync(Options("[::1];rport"), server.LocalEndPoint, Cancellation);
        var (_, flow) = await _handler.ReadAsync(Cancellation);
        await flow.SendAsync("answer"u8.ToArray(), Cancellation);

        Assert.Equal("answer"u8.ToArray(), (await phone.ReceiveAsync(Cancellation)).Buffer);
        Assert.Equal(phone.Client.LocalEndPoint, flow.Remote);
        Assert.Equal(flow.Id, server.FlowTo((IPEndPoint)phone.Client.LocalEndPoint!).Id);
    }

    private UdpTransport Bind(RecordingHandler handler, TransportCounters counters, IPAddress? address = null) =>
        UdpTransport.Bind(
            new SipListenEndPoint(TransportProtocol.Udp, address ?? IPAddress.Loopback, 0),
            new MessageReceiver(handler, counters, NullLogger.Instance),
            NullLogger.Instance,
            _usesBatches);

    private static byte[] Options(string sentBy) => SipText.ToWire(
        $"""
        OPTIONS sip:example.com SIP/2.0
        Via: SIP/2.0/UDP {sentBy}
        From: <sip:bob@example.com>;tag=1
        To: <sip:example.com>
        Call-ID: a
        CSeq: 1 OPTIONS
        """);

    private async Task SendAsync(byte[] datagram) => await _phone.SendAsync(datagram, Cancellation);

    private async Task<string> ReadAsync() => Encoding.UTF8.GetString((await _phone.ReceiveAsync(Cancellation)).Buffer);
}
