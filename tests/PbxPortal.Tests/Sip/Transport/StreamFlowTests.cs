using System.IO.Pipelines;
using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Sip.Transport;

public sealed class StreamFlowTests
{
    private const string Options =
        """
        OPTIONS sip:example.com SIP/2.0
        Via: SIP/2.0/TCP 192.0.2.4;branch=z9hG4bK1
        From: <sip:bob@example.com>;tag=1
        To: <sip:example.com>
        Call-ID: a
        CSeq: 1 OPTIONS
        Content-Length: 0
        """;

    private readonly FakeTimeProvider _clock = new();
    private readonly RecordingHandler _handler = new();
    private readonly TransportCounters _counters = new();
    private readonly WireTap _tap = new();
    private readonly Pipe _toServer = new();
    private readonly Pipe _toPhone;
    private readonly StreamFlow _flow;

    public StreamFlowTests()
    {
        _toPhone = new Pipe(new PipeOptions(pauseWriterThreshold: 1024, resumeWriterThreshold: 512));
        _flow = new StreamFlow(
            new PipePair(_toServer.Reader, _toPhone.Writer),
            TransportProtocol.Tcp,
            IPEndPoint.Parse("192.0.2.4:40000"),
            IPEndPoint.Parse("192.0.2.1:5060"),
            new MessageReceiver(_handler, _counters, NullLogger.Instance, _tap),
            _clock,
            NullLogger.Instance);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Finds_messages_however_they_are_cut()
    {
        var running = _flow.RunAsync(Cancellation);
        byte[] wire = [.. SipText.ToWire(Options), .. SipText.ToWire(Options.Replace("1 OPTIONS", "2 OPTIONS", StringComparison.Ordinal))];

        foreach (var single in wire)
        {
            await _toServer.Writer.WriteAsync(new[] { single }, Cancellation);
        }

        var (first, _) = await _handler.ReadAsync(Cancellation);
        var (second, flow) = await _handler.ReadAsync(Cancellation);
        Assert.Equal((1U, 2U), (first.CSeq.Number, second.CSeq.Number));
        Assert.Same(_flow, flow);
        await EndAsync(running);
    }

    [Fact]
    public async Task Whoever_listens_hears_messages_in_both_directions()
    {
        var listener = new RecordingListener();
        _tap.Listener = listener;
        var running = _flow.RunAsync(Cancellation);

        await SendAsync(SipText.ToWire(Options));
        await _handler.ReadAsync(Cancellation);
        await _flow.SendAsync("SIP/2.0 200 OK\r\n\r\n"u8.ToArray(), Cancellation);

        Assert.Equal(["in Tcp OPTIONS sip:example.com SIP/2.0", "out Tcp SIP/2.0 200 OK"], listener.Heard);
        await EndAsync(running);
    }

    [Fact]
    public async Task Answers_a_double_line_break_with_a_single_one()
    {
        var running = _flow.RunAsync(Cancellation);

        await SendAsync("\r\n\r\n"u8.ToArray());

        Assert.Equal("\r\n", await ReadAsync(2));
        Assert.Equal(1, _counters.KeepAlives);
        await EndAsync(running);
    }

    [Theory]
    [InlineData("Content-Length: 0\r\n", "", "SIP/2.0 400 Bad Request (Content-Length missing)")]
    [InlineData("Content-Length: 0", "Content-Length: -1", "SIP/2.0 400 Bad Request (Content-Length)")]
    [InlineData("Content-Length: 0", "Content-Length: 99999", "SIP/2.0 513 Message Too Large")]
    public async Task Refuses_and_closes_when_the_framing_is_lost(string original, string broken, string expected)
    {
        var wire = SipText.ToWire(Options);
        var running = _flow.RunAsync(Cancellation);

        await SendAsync(Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(wire).Replace(original, broken, StringComparison.Ordinal)));
        await running;

        Assert.StartsWith(expected, await ReadToEndAsync(), StringComparison.Ordinal);
        Assert.True(_flow.IsClosed);
        Assert.Same(_flow, await _handler.ReadClosedAsync(Cancellation));
    }

    [Fact]
    public async Task Refuses_a_malformed_message_and_reads_on_when_the_framing_holds()
    {
        var running = _flow.RunAsync(Cancellation);

        await SendAsync(SipText.ToWire(Options.Replace("1 OPTIONS", "x OPTIONS", StringComparison.Ordinal)));
        await SendAsync(SipText.ToWire(Options));

        Assert.StartsWith("SIP/2.0 400 ", await ReadAsync(12), StringComparison.Ordinal);
        var (message, _) = await _handler.ReadAsync(Cancellation);
        Assert.Equal("a", message.CallId.ToText());
        await EndAsync(running);
    }

    [Fact]
    public async Task Closes_when_a_message_does_not_end_in_time_however_it_trickles()
    {
        var running = _flow.RunAsync(Cancellation);
        await SendAsync("OPTIONS"u8.ToArray());
        _clock.Advance(ConnectionDeadlines.MessageTimeout / 2);
        await SendAsync(" sip:"u8.ToArray());

        _clock.Advance(ConnectionDeadlines.MessageTimeout);

        await running;
        Assert.True(_flow.IsClosed);
    }

    [Fact]
    public async Task Keeps_an_idle_connection_open()
    {
        var running = _flow.RunAsync(Cancellation);
        await SendAsync(SipText.ToWire(Options));
        await _handler.ReadAsync(Cancellation);
        await SendAsync("\r\n\r\n\r\n"u8.ToArray());
        await ReadAsync(2);

        _clock.Advance(TimeSpan.FromHours(12));

        Assert.False(running.IsCompleted);
        await EndAsync(running);
    }

    [Fact]
    public async Task Ends_when_it_is_closed_and_sends_nothing_more()
    {
        var running = _flow.RunAsync(Cancellation);

        _flow.Close();
        await running;

        Assert.False(await _flow.SendAsync("late"u8.ToArray(), Cancellation));
        Assert.Same(_flow, await _handler.ReadClosedAsync(Cancellation));
        Assert.Equal("", await ReadToEndAsync());
    }

    [Fact]
    public async Task Ends_when_the_program_stops()
    {
        using var stopping = new CancellationTokenSource();
        var running = _flow.RunAsync(stopping.Token);

        await stopping.CancelAsync();

        await running;
        Assert.True(_flow.IsClosed);
    }

    [Fact]
    public async Task Sends_messages_of_several_senders_whole()
    {
        var running = _flow.RunAsync(Cancellation);
        var messages = Enumerable.Range(0, 26).Select(index => new string((char)('a' + index), 400)).ToList();

        var sending = Task.WhenAll(messages.Select(message => _flow.SendAsync(message.ToBytes(), Cancellation).AsTask()));
        var text = await ReadAsync(26 * 400);

        Assert.All(await sending, Assert.True);
        Assert.Equal(messages, text.Chunk(400).Select(chunk => new string(chunk)).Order(StringComparer.Ordinal));
        await EndAsync(running);
    }

    [Fact]
    public async Task Cuts_off_a_peer_that_reads_nothing_for_too_long()
    {
        var running = _flow.RunAsync(Cancellation);
        var sending = _flow.SendAsync(new byte[2000], Cancellation).AsTask();
        Assert.False(sending.IsCompleted);

        _clock.Advance(StreamFlow.SendTimeout);

        Assert.False(await sending);
        await running;
        Assert.True(_flow.IsClosed);
    }

    [Fact]
    public async Task Cuts_off_a_peer_for_whom_too_much_waits()
    {
        var running = _flow.RunAsync(Cancellation);

        var sending = Enumerable.Range(0, 17).Select(_ => _flow.SendAsync(new byte[StreamFlow.MaxUnsent / 16], Cancellation).AsTask()).ToList();

        Assert.All(await Task.WhenAll(sending), Assert.False);
        await running;
        Assert.True(_flow.IsClosed);
    }

    [Fact]
    public void Every_connection_has_a_number_of_its_own()
    {
        var other = new StreamFlowTests()._flow;

        Assert.NotEqual(_flow.Id, other.Id);
        Assert.True(_flow.Id > 0 && other.Id > 0);
    }

    private async Task SendAsync(byte[] bytes) => await _toServer.Writer.WriteAsync(bytes, Cancellation);

    private async Task EndAsync(Task running)
    {
        await _toServer.Writer.CompleteAsync();
        await running;
        Assert.True(_flow.IsClosed);
        Assert.Same(_flow, await _handler.ReadClosedAsync(Cancellation));
    }

    private async Task<string> ReadAsync(int length)
    {
        var text = new StringBuilder();
        while (text.Length < length)
        {
            var result = await _toPhone.Reader.ReadAsync(Cancellation);
            text.Append(Encoding.ASCII.GetString(result.Buffer));
            _toPhone.Reader.AdvanceTo(result.Buffer.End);
        }

        return text.ToString();
    }

    private async Task<string> ReadToEndAsync()
    {
        using var reader = new StreamReader(_toPhone.Reader.AsStream());
        return await reader.ReadToEndAsync(Cancellation);
    }

    private sealed class PipePair(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }
}
