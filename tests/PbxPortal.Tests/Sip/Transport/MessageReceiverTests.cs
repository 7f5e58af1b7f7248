using Microsoft.Extensions.Logging.Abstractions;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Sip.Transport;

public sealed class MessageReceiverTests
{
    private const string Options =
        """
        OPTIONS sip:example.com SIP/2.0
        Via: SIP/2.0/UDP 192.0.2.4;branch=z9hG4bK1;rport
        From: <sip:bob@example.com>;tag=1
        To: <sip:example.com>
        Call-ID: a
        CSeq: 1 OPTIONS
        """;

    private readonly TransportCounters _counters = new();
    private readonly InMemoryFlow _flow = new();

    [Fact]
    public void Hands_over_a_request_with_its_flow()
    {
        var handler = new RecordingHandler();

        _flow.Deliver(Receiver(handler), Options);

        Assert.Equal(SipMethod.Options, Assert.IsType<SipRequest>(handler.TryRead()).Method);
        Assert.Null(_flow.TryRead());
        Assert.Equal((1, 0), (_counters.Requests, _counters.Malformed));
    }

    [Fact]
    public void Answers_a_malformed_request_without_state_and_with_the_same_tag_each_time()
    {
        var handler = new RecordingHandler();
        var broken = Options.Replace("CSeq: 1", "CSeq: x", StringComparison.Ordinal);

        _flow.Deliver(Receiver(handler), broken);
        _flow.Deliver(Receiver(handler), broken);

        var answer = _flow.TryRead();
        Assert.StartsWith("SIP/2.0 400 Bad Request (CSeq)\nVia: SIP/2.0/UDP 192.0.2.4;branch=z9hG4bK1;rport=5060;", answer, StringComparison.Ordinal);
        Assert.Matches("\nTo: <sip:example.com>;tag=[0-9a-f]{8}\n", answer);
        Assert.Equal(answer, _flow.TryRead());
        Assert.Equal((2, 2), (_counters.Malformed, _counters.MalformedAnswered));
        Assert.Equal([SipParseError.CSeqInvalid, SipParseError.CSeqInvalid], handler.Mistakes);
    }

    [Fact]
    public void Answers_another_version_with_505()
    {
        _flow.Deliver(Receiver(new RecordingHandler()), Options.Replace("SIP/2.0\n", "SIP/3.0\n", StringComparison.Ordinal));

        Assert.StartsWith("SIP/2.0 505 Version Not Supported\n", _flow.TryRead(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Via: SIP/2.0/UDP 192.0.2.4", "X-Via: no way back")]
    [InlineData("Via: SIP/2.0/UDP 192.0.2.4", "Via: SIP/2.0/UDP")]
    [InlineData("OPTIONS sip:example.com SIP/2.0", "SIP/2.0 200 OK\nCSeq: 1 OPTIONS")]
    [InlineData("OPTIONS sip:example.com SIP/2.0", "ACK sip:example.com SIP/2.0")]
    public void Keeps_silent_when_an_answer_would_help_nobody(string original, string broken)
    {
        var handler = new RecordingHandler();

        _flow.Deliver(Receiver(handler), Options.Replace(original, broken, StringComparison.Ordinal));

        Assert.Null(_flow.TryRead());
        Assert.Null(handler.TryRead());
        Assert.Equal((1, 0), (_counters.Malformed, _counters.MalformedAnswered));
    }

    [Fact]
    public void Keeps_silent_when_the_handler_wants_it()
    {
        var handler = new RecordingHandler { AnswersMalformed = false };

        _flow.Deliver(Receiver(handler), Options.Replace("CSeq: 1", "CSeq: x", StringComparison.Ordinal));

        Assert.Null(_flow.TryRead());
        Assert.Single(handler.Mistakes);
    }

    [Fact]
    public void Goes_on_after_a_handler_that_throws()
    {
        var isFirst = true;
        var handler = new RecordingHandler
        {
            OnMessage = _ =>
            {
                if (isFirst)
                {
                    isFirst = false;
                    throw new InvalidOperationException("A mistake of the handler.");
                }
            },
        };
        var receiver = Receiver(handler);

        _flow.Deliver(receiver, Options);
        _flow.Deliver(receiver, Options);

        Assert.NotNull(handler.TryRead());
        Assert.Equal((2, 1), (_counters.Requests, _counters.HandlerFailures));
    }

    [Fact]
    public void Sends_what_was_answered_when_the_batch_has_ended()
    {
        var handler = new RecordingHandler();
        var receiver = Receiver(handler);
        var outbox = new Outbox();
        var broken = SipText.ToWire(Options.Replace("CSeq: 1", "CSeq: x", StringComparison.Ordinal));

        receiver.Receive(broken, _flow, outbox);
        receiver.Receive(broken, _flow, outbox);
        Assert.Equal((0, null), (handler.BatchCount, _flow.TryRead()));
        receiver.EndBatch(outbox);

        Assert.Equal(1, handler.BatchCount);
        Assert.NotNull(_flow.TryRead());
        Assert.NotNull(_flow.TryRead());
    }

    [Fact]
    public void Sends_what_was_answered_although_the_handler_throws_at_the_end()
    {
        var handler = new RecordingHandler { OnEnd = () => throw new InvalidOperationException("A mistake of the handler.") };

        _flow.Deliver(Receiver(handler), Options.Replace("CSeq: 1", "CSeq: x", StringComparison.Ordinal));

        Assert.NotNull(_flow.TryRead());
        Assert.Equal(1, _counters.HandlerFailures);
    }

    private MessageReceiver Receiver(RecordingHandler handler) => new(handler, _counters, NullLogger.Instance);
}
