using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Sip.Transport;

/// <summary>How long an accepted connection may keep us waiting.</summary>
public sealed class ConnectionDeadlineTests
{
    private const string Options =
        """
        OPTIONS sip:example.com SIP/2.0
        Via: SIP/2.0/TCP 192.0.2.4;branch=z9hG4bK1
        Max-Forwards: 70
        From: <sip:a@example.com>;tag=1
        To: <sip:example.com>
        Call-ID: a
        CSeq: 1 OPTIONS
        Content-Length: 0
        """;

    private readonly FakeTimeProvider _clock = new();
    private readonly RecordingHandler _handler = new();
    private readonly TransportCounters _counters = new();
    private readonly Pipe _toServer = new();
    private readonly Pipe _toPhone = new();
    private readonly ConnectionTable _table;
    private readonly StreamFlow _flow;

    public ConnectionDeadlineTests()
    {
        var remote = IPEndPoint.Parse("192.0.2.4:40000");
        _table = new ConnectionTable(
            new ConnectionLimits
            {
                FirstMessageTimeout = TimeSpan.FromSeconds(10),
                AuthenticationTimeout = TimeSpan.FromSeconds(60),
                IdleTimeout = TimeSpan.FromSeconds(300),
            },
            _counters,
            new ConnectionLog(_counters, _clock, NullLogger<ConnectionLog>.Instance),
            _clock);
        _flow = new StreamFlow(
            new PipePair(_toServer.Reader, _toPhone.Writer),
            TransportProtocol.Tcp,
            remote,
            IPEndPoint.Parse("192.0.2.1:5060"),
            new MessageReceiver(_handler, _counters, NullLogger.Instance),
            _clock,
            NullLogger.Instance,
            _table.Enter(PeerAddress.From(remote), TransportProtocol.Tcp));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_message_it_is_closed_although_line_breaks_come()
    {
        var running = _flow.RunAsync(Cancellation);
        await SendAsync("\r\n\r\n"u8.ToArray());
        await ReadPongAsync();

        _clock.Advance(TimeSpan.FromSeconds(9));
        Assert.False(running.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(1));

        await running;
        Assert.Equal(1, _counters.TroublesOf(ConnectionTrouble.NoMessage));
    }

    [Fact]
    public async Task Without_a_proved_password_it_is_closed_however_much_it_says()
    {
        var running = _flow.RunAsync(Cancellation);
        for (var minute = 0; minute < 5; minute++)
        {
            await SayAsync();
            _clock.Advance(TimeSpan.FromSeconds(11));
            Assert.False(running.IsCompleted);
        }

        await SayAsync();
        _clock.Advance(TimeSpan.FromSeconds(5));

        await running;
        Assert.Equal(1, _counters.TroublesOf(ConnectionTrouble.NotAuthenticated));
    }

    [Fact]
    public async Task With_a_binding_it_stays_however_long_it_says_nothing()
    {
        var running = _flow.RunAsync(Cancellation);
        await SayAsync();
        _flow.MarkAuthenticated();
        _flow.Hold();

        _clock.Advance(TimeSpan.FromHours(12));

        Assert.False(running.IsCompleted);
        Assert.Equal(0, _table.Unproved);
        _flow.Close();
        await running;
    }

    [Fact]
    public async Task It_is_closed_a_while_after_its_last_binding_is_gone()
    {
        var running = _flow.RunAsync(Cancellation);
        await SayAsync();
        _flow.MarkAuthenticated();
        _flow.Hold();
        _flow.Hold();
        _clock.Advance(TimeSpan.FromHours(1));

        _flow.Release();
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.False(running.IsCompleted);
        _flow.Release();
        _clock.Advance(TimeSpan.FromSeconds(299));
        Assert.False(running.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(1));

        await running;
        Assert.Equal(1, _counters.TroublesOf(ConnectionTrouble.Idle));
        Assert.Same(_flow, await _handler.ReadClosedAsync(Cancellation));
    }

    [Fact]
    public async Task It_is_taken_as_failed_when_its_keep_alives_stop()
    {
        var running = await RunRegisteredAsync(TimeSpan.FromSeconds(120));
        for (var time = 0; time < 10; time++)
        {
            await PingAsync();
            _clock.Advance(TimeSpan.FromSeconds(119));
        }

        _clock.Advance(TimeSpan.FromSeconds(1) + ConnectionDeadlines.KeepAliveGrace - TimeSpan.FromSeconds(1));
        Assert.False(running.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(1));

        await running;
        Assert.Equal(1, _counters.TroublesOf(ConnectionTrouble.KeepAlivesStopped));
        Assert.Same(_flow, await _handler.ReadClosedAsync(Cancellation));
    }

    [Fact]
    public async Task A_message_is_a_sign_of_life_as_good_as_a_keep_alive()
    {
        var running = await RunRegisteredAsync(TimeSpan.FromSeconds(120));
        await PingAsync();
        _clock.Advance(TimeSpan.FromSeconds(150));

        await SayAsync();
        _clock.Advance(TimeSpan.FromSeconds(150));

        Assert.False(running.IsCompleted);
        _flow.Close();
        await running;
    }

    [Fact]
    public async Task Keep_alives_that_nobody_was_told_to_send_may_stop()
    {
        var running = await RunRegisteredAsync(TimeSpan.FromSeconds(120));
        await PingAsync();
        _flow.ExpectKeepAlives(Timeout.InfiniteTimeSpan);

        _clock.Advance(TimeSpan.FromHours(1));

        Assert.False(running.IsCompleted);
        _flow.Close();
        await running;
    }

    [Fact]
    public async Task A_phone_that_never_sends_any_is_not_cut_off_for_it()
    {
        var running = await RunRegisteredAsync(TimeSpan.FromSeconds(120));

        _clock.Advance(TimeSpan.FromHours(1));

        Assert.False(running.IsCompleted);
        _flow.Close();
        await running;
    }

    [Fact]
    public async Task A_first_keep_alive_long_after_the_last_message_begins_the_watch()
    {
        var running = await RunRegisteredAsync(TimeSpan.FromSeconds(120));
        _clock.Advance(TimeSpan.FromHours(1));

        await PingAsync();
        _clock.Advance(TimeSpan.FromSeconds(151));
        Assert.False(running.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(1));

        await running;
        Assert.Equal(1, _counters.TroublesOf(ConnectionTrouble.KeepAlivesStopped));
    }

    [Fact]
    public async Task A_slow_message_holds_no_place()
    {
        var running = _flow.RunAsync(Cancellation);
        await SayAsync();
        _flow.MarkAuthenticated();
        _flow.Hold();

        await SendAsync("\r\n\r\nOPTIONS sip:example.com SIP/2.0\r\n"u8.ToArray());
        await ReadPongAsync();
        _clock.Advance(ConnectionDeadlines.MessageTimeout);

        await running;
        Assert.Equal(1, _counters.TroublesOf(ConnectionTrouble.MessageTooSlow));
    }

    private async Task SendAsync(byte[] bytes) => await _toServer.Writer.WriteAsync(bytes, Cancellation);

    /// <summary>A phone whose REGISTER was answered with a Flow-Timer; its message ends in single line breaks, which are no keep-alive.</summary>
    private async Task<Task> RunRegisteredAsync(TimeSpan flowTimer)
    {
        var running = _flow.RunAsync(Cancellation);
        await SendAsync([.. SipText.ToWire(Options)]);
        await _handler.ReadAsync(Cancellation);
        _flow.MarkAuthenticated();
        _flow.Hold();
        _flow.ExpectKeepAlives(flowTimer);
        return running;
    }

    private async Task PingAsync()
    {
        await SendAsync("\r\n\r\n"u8.ToArray());
        await ReadPongAsync();
    }

    private async Task SayAsync()
    {
        await SendAsync([.. SipText.ToWire(Options), .. "\r\n\r\n"u8]);
        await _handler.ReadAsync(Cancellation);
        await ReadPongAsync();
    }

    /// <summary>The answer to a ping comes when all that came with it has been read.</summary>
    private async Task ReadPongAsync()
    {
        var result = await _toPhone.Reader.ReadAtLeastAsync(2, Cancellation);
        Assert.Equal("\r\n"u8.ToArray(), result.Buffer.ToArray());
        _toPhone.Reader.AdvanceTo(result.Buffer.End);
    }

    private sealed record PipePair(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
