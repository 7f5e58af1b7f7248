using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Sip.Transport;

/// <summary>Over real sockets on the loopback address.</summary>
public sealed class TcpClientConnectionTests : IAsyncDisposable
{
    private readonly RecordingHandler _serverHandler = new();
    private readonly RecordingHandler _phoneHandler = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public TcpClientConnectionTests() => _listener.Start();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync()
    {
        _listener.Dispose();
        return default;
    }

    [Fact]
    public async Task A_request_goes_there_and_its_response_comes_back()
    {
        var (phone, server) = await ConnectAsync();
        await using var phoneEnd = phone;
        await using var serverEnd = server;

        Assert.True(await phone.Flow.SendAsync(
            new SipRequestBuilder(SipMethod.Options, "sip:example.com")
                .Header(HeaderName.Via, "SIP/2.0/TCP 127.0.0.1;branch=z9hG4bK1")
                .Header(HeaderName.From, "<sip:bob@example.com>;tag=1")
                .Header(HeaderName.To, "<sip:example.com>")
                .Header(HeaderName.CallId, "a")
                .Header(HeaderName.CSeq, "1 OPTIONS")
                .ToBytes(),
            Cancellation));
        var (message, flow) = await _serverHandler.ReadAsync(Cancellation);
        var buffer = MessageBuffer.Rent();
        var request = Assert.IsType<SipRequest>(message);
        ResponseWriter.Begin(buffer, request, flow.Peer, StatusCode.Ok, "t"u8).End();
        Assert.True(await flow.ForResponseTo(request).SendAsync(buffer, Cancellation));

        var (answer, _) = await _phoneHandler.ReadAsync(Cancellation);
        Assert.Equal(StatusCode.Ok, Assert.IsType<SipResponse>(answer).StatusCode);
        Assert.Equal(phone.Flow.Local, flow.Remote);
        Assert.Equal(phone.Flow.Remote, flow.Local);
    }

    [Fact]
    public async Task A_phone_that_leaves_closes_the_flow_at_the_server()
    {
        var (phone, server) = await ConnectAsync();
        await using var serverEnd = server;

        await phone.DisposeAsync();

        Assert.Same(server.Flow, await _serverHandler.ReadClosedAsync(Cancellation));
        Assert.True(server.Flow.IsClosed);
        Assert.False(await server.Flow.SendAsync("late"u8.ToArray(), Cancellation));
    }

    [Fact]
    public async Task A_server_that_closes_the_flow_is_noticed_by_the_phone()
    {
        var (phone, server) = await ConnectAsync();
        await using var phoneEnd = phone;

        server.Flow.Close();
        await server.DisposeAsync();

        Assert.Same(phone.Flow, await _phoneHandler.ReadClosedAsync(Cancellation));
        await phone.Completion;
    }

    [Fact]
    public async Task A_phone_that_resets_the_connection_ends_it_quietly()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(_listener.LocalEndpoint, Cancellation);
        await using var server = Start(await _listener.AcceptSocketAsync(Cancellation));

        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Close();

        await server.Completion;
        Assert.True(server.Flow.IsClosed);
    }

    [Fact]
    public async Task A_peer_that_reads_nothing_is_cut_off()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(_listener.LocalEndpoint, Cancellation);
        await using var server = Start(await _listener.AcceptSocketAsync(Cancellation));
        var message = new byte[StreamFlow.MaxUnsent / 2];

        var sending = new List<Task<bool>>();
        while (!server.Flow.IsClosed)
        {
            sending.Add(server.Flow.SendAsync(message, Cancellation).AsTask());
        }

        Assert.Contains(false, await Task.WhenAll(sending));
        await server.Completion;
    }

    [Fact]
    public async Task Nobody_at_the_other_end_is_an_exception_for_who_connects()
    {
        _listener.Stop();

        await Assert.ThrowsAsync<SocketException>(() => ConnectAsync());
    }

    private async Task<(TcpClientConnection Phone, TcpClientConnection Server)> ConnectAsync()
    {
        var phone = await TcpClientConnection.ConnectAsync(
            (IPEndPoint)_listener.LocalEndpoint,
            new MessageReceiver(_phoneHandler, new TransportCounters(), NullLogger.Instance),
            TimeProvider.System,
            NullLogger.Instance,
            Cancellation);
        return (phone, Start(await _listener.AcceptSocketAsync(Cancellation)));
    }

    private TcpClientConnection Start(Socket socket) => TcpClientConnection.Start(
        socket,
        new MessageReceiver(_serverHandler, new TransportCounters(), NullLogger.Instance),
        TimeProvider.System,
        NullLogger.Instance);
}
