using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transactions;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Sip.Transactions;

/// <summary>RFC 3261, 17.2.2 and figure 8, with a clock that the test moves.</summary>
public sealed class NonInviteServerTransactionTests : IDisposable
{
    private const string Request = """
        SUBSCRIBE sip:3516@acme.example SIP/2.0
        Via: SIP/2.0/UDP 192.0.2.4:5060;branch=z9hG4bK776;rport
        Max-Forwards: 70
        From: <sip:3516@acme.example>;tag=from
        To: <sip:3516@acme.example>
        Call-ID: a84b4c76
        CSeq: 1 SUBSCRIBE
        Content-Length: 0
        """;

    private readonly FakeTimeProvider _clock = new();
    private readonly TransactionLayer _layer;
    private readonly InMemoryFlow _flow = new();

    public NonInviteServerTransactionTests()
    {
        _layer = new TransactionLayer(_clock, NullLogger<TransactionLayer>.Instance, most: 1);
    }

    public void Dispose() => _layer.Dispose();

    [Fact]
    public void Discards_copies_of_the_request_until_there_is_a_response()
    {
        Begin(Request);

        Assert.True(IsCopy(Request));

        Assert.Null(_flow.TryRead());
    }

    [Fact]
    public void Answers_copies_with_the_latest_provisional_response()
    {
        var transaction = Begin(Request);
        Respond(transaction, 100);
        Respond(transaction, 182);

        Assert.True(IsCopy(Request));

        Assert.Equal(TransactionState.Proceeding, transaction.State);
        Assert.Equal(["100", "182", "182"], Sent());
    }

    [Fact]
    public void Answers_copies_with_the_final_response_until_timer_J()
    {
        var transaction = Begin(Request);
        Respond(transaction, 200);

        _clock.Advance(TimeSpan.FromMilliseconds(31_980));
        Assert.True(IsCopy(Request));
        Assert.Equal(TransactionState.Completed, transaction.State);
        _clock.Advance(TimeSpan.FromMilliseconds(20));

        Assert.Equal(TransactionState.Terminated, transaction.State);
        Assert.False(IsCopy(Request));
        Assert.Equal(["200", "200"], Sent());
        Assert.Equal(0, _layer.ServerCount);
    }

    [Fact]
    public void Sends_one_final_response_only()
    {
        var transaction = Begin(Request);
        Respond(transaction, 200);

        Respond(transaction, 500);

        Assert.Equal(["200"], Sent());
    }

    [Fact]
    public void Is_gone_with_the_final_response_over_a_connection()
    {
        var flow = new InMemoryFlow { ProtocolOfTest = TransportProtocol.Tcp };
        using var request = SipText.ToRequest(Request);
        Assert.True(_layer.TryBegin(request, flow, out var transaction));

        Respond(transaction, 200);

        Assert.Equal(TransactionState.Terminated, transaction.State);
        Assert.Equal(0, _layer.ServerCount);
    }

    [Fact]
    public void What_ended_before_does_not_end_the_next_one_of_the_same_request()
    {
        var first = Begin(Request);
        first.Abandon();
        Begin(Request);

        first.Abandon(); // As when a connection tells late that it did not take the answer.

        Assert.True(IsCopy(Request));
        Assert.Equal(1, _layer.ServerCount);
    }

    [Theory]
    [InlineData("branch=z9hG4bK776", "branch=z9hG4bK777")]
    [InlineData("192.0.2.4:5060", "192.0.2.5:5060")]
    [InlineData("192.0.2.4:5060", "192.0.2.4:5062")]
    [InlineData("SUBSCRIBE", "PUBLISH")]
    public void Another_branch_sent_by_or_method_is_another_request(string was, string becomes)
    {
        Begin(Request);

        Assert.False(IsCopy(Request.Replace(was, becomes, StringComparison.Ordinal)));
    }

    [Fact]
    public void What_may_differ_between_two_copies_does_not_matter_with_a_magic_cookie()
    {
        Begin(Request);

        Assert.True(IsCopy(Request.Replace("Max-Forwards: 70", "Max-Forwards: 69", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("tag=from", "tag=other")]
    [InlineData("a84b4c76", "a84b4c77")]
    [InlineData("CSeq: 1", "CSeq: 2")]
    [InlineData("SUBSCRIBE sip:3516@", "SUBSCRIBE sip:3517@")]
    public void Without_a_magic_cookie_the_header_fields_decide(string was, string becomes)
    {
        var old = Request.Replace("branch=z9hG4bK776", "branch=1", StringComparison.Ordinal);
        Begin(old);

        Assert.True(IsCopy(old));
        Assert.False(IsCopy(old.Replace(was, becomes, StringComparison.Ordinal)));
    }

    [Fact]
    public void No_more_transactions_begin_than_the_bound()
    {
        Begin(Request);
        using var another = SipText.ToRequest(Request.Replace("z9hG4bK776", "z9hG4bK777", StringComparison.Ordinal));

        Assert.False(_layer.TryBegin(another, _flow, out _));
    }

    private ServerTransaction Begin(string text)
    {
        using var request = SipText.ToRequest(text);
        Assert.True(_layer.TryBegin(request, _flow, out var transaction));
        return transaction;
    }

    private bool IsCopy(string text)
    {
        using var request = SipText.ToRequest(text);
        return _layer.IsCopy(request);
    }

    private static void Respond(ServerTransaction transaction, int statusCode)
    {
        var buffer = MessageBuffer.Rent();
        new SipWriter(buffer).StatusLine(statusCode).End();
        transaction.Respond(statusCode, buffer);
    }

    private List<string> Sent()
    {
        var sent = new List<string>();
        while (_flow.TryRead() is { } text)
        {
            sent.Add(text.Split(' ')[1]);
        }

        return sent;
    }
}
