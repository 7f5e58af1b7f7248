using System.Threading.Channels;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Sip;

/// <summary>Keeps what the wire hands over, for a test to wait for and look at.</summary>
internal sealed class RecordingHandler : ISipMessageHandler
{
    private readonly Channel<(SipMessage Message, Flow Flow)> _messages =
        Channel.CreateBounded<(SipMessage Message, Flow Flow)>(10_000);

    private readonly Channel<Flow> _closed = Channel.CreateBounded<Flow>(1_000);

    public List<SipParseError> Mistakes { get; } = [];

    public bool AnswersMalformed { get; init; } = true;

    /// <summary>Called before the message is kept.</summary>
    public Action<SipMessage>? OnMessage { get; init; }

    public void OnRequest(SipRequest request, Flow flow, Outbox outbox) => Keep(request, flow);

    public int BatchCount { get; private set; }

    /// <summary>Called at the end of every batch.</summary>
    public Action? OnEnd { get; init; }

    public void OnBatchEnd()
    {
        BatchCount++;
        OnEnd?.Invoke();
    }

    public void OnResponse(SipResponse response, Flow flow) => Keep(response, flow);

    public bool OnMalformed(SipParseError parseError, Flow flow)
    {
        Mistakes.Add(parseError);
        return AnswersMalformed;
    }

    public void OnClosed(Flow flow) => Assert.True(_closed.Writer.TryWrite(flow));

    public async Task<(SipMessage Message, Flow Flow)> ReadAsync(CancellationToken cancellationToken) =>
        await _messages.Reader.ReadAsync(cancellationToken);

    public SipMessage? TryRead() => _messages.Reader.TryRead(out var item) ? item.Message : null;

    public async Task<Flow> ReadClosedAsync(CancellationToken cancellationToken) =>
        await _closed.Reader.ReadAsync(cancellationToken);

    private void Keep(SipMessage message, Flow flow)
    {
        OnMessage?.Invoke(message);
        Assert.True(_messages.Writer.TryWrite((message, flow)));
    }
}
