using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transactions;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Sip.Transactions;

/// <summary>RFC 3261, 17.2.1 and figure 7, as RFC 6026, 7.1 amends them, with a clock that the test moves.</summary>
public sealed class InviteServerTransactionTests : IDisposable
{
    private const string Invite = """
        INVITE sip:3516@acme.example SIP/2.0
        Via: SIP/2.0/UDP 192.0.2.4:5060;branch=z9hG4bK776;rport
        Max-Forwards: 70
        From: <sip:3517@acme.example>;tag=from
        To: <sip:3516@acme.example>
        Call-ID: a84b4c76
        CSeq: 7 INVITE
        Content-Length: 0
        """;

    private readonly FakeTimeProvider _clock = new();
    private readonly TransactionLayer _layer;
    private readonly InMemoryFlow _udp = new();
    private readonly InMemoryFlow _tcp = new() { ProtocolOfTest = TransportProtocol.Tcp };

    public InviteServerTransactionTests()
    {
        _layer = new TransactionLayer(_clock, NullLogger<TransactionLayer>.Instance);
    }

    private static string Ack => Invite.Replace("INVITE", "ACK", StringComparison.Ordinal)
        .Replace("To: <sip:3516@acme.example>", "To: <sip:3516@acme.example>;tag=ours", StringComparison.Ordinal);

    public void Dispose() => _layer.Dispose();

    [Fact]
    public void Copies_get_the_latest_provisional_response()
    {
        var transaction = Begin(_udp);
        Respond(transaction, 100);
        Respond(transaction, 180);

        Assert.True(IsCopy());

        Assert.Equal(TransactionState.Proceeding, transaction.State);
        Assert.Equal(["100", "180", "180"], Sent(_udp));
    }

    [Fact]
    public void Timer_G_repeats_a_failure_from_T1_up_to_T2_until_timer_H()
    {
        var transaction = Begin(_udp);
        Respond(transaction, 486);

        var moments = new List<int>();
        for (var milliseconds = 0; milliseconds < 32_000; milliseconds += 20)
        {
            moments.AddRange(Sent(_udp).Select(_ => milliseconds));
            _clock.Advance(TimeSpan.FromMilliseconds(20));
        }

        Assert.Equal([0, 500, 1500, 3500, 7500, 11500, 15500, 19500, 23500, 27500, 31500], moments);
        Assert.Equal(TransactionState.Terminated, transaction.State);
        AssertIsGone();
    }

    [Fact]
    public void Its_ACK_stops_a_failure_and_further_copies_are_absorbed_until_timer_I()
    {
        var transaction = Begin(_udp);
        Respond(transaction, 486);

        Assert.True(TakesAck());
        Assert.Equal(TransactionState.Confirmed, transaction.State);
        Assert.True(IsCopy());
        Assert.True(TakesAck());
        Advance(4.98);
        Assert.Equal(1, _layer.ServerCount);
        Advance(0.02);

        Assert.Equal(["486"], Sent(_udp));
        AssertIsGone();
        Assert.False(TakesAck());
    }

    [Fact]
    public void Timers_G_and_I_do_not_run_over_a_connection()
    {
        var transaction = Begin(_tcp);
        Respond(transaction, 486);
        Advance(20);

        Assert.Equal(["486"], Sent(_tcp));
        Assert.True(TakesAck());
        AssertIsGone();
    }

    [Fact]
    public void Timer_H_runs_over_a_connection_too()
    {
        Respond(Begin(_tcp), 486);

        Advance(31.98);
        Assert.Equal(1, _layer.ServerCount);
        Advance(0.02);

        AssertIsGone();
    }

    [Theory]
    [InlineData(TransportProtocol.Udp)]
    [InlineData(TransportProtocol.Tcp)]
    public void A_2xx_is_sent_as_often_as_its_user_wants_and_copies_are_absorbed_until_timer_L(TransportProtocol protocol)
    {
        var flow = protocol == TransportProtocol.Udp ? _udp : _tcp;
        var transaction = Begin(flow);
        Respond(transaction, 200);
        Advance(31.98);

        Assert.True(IsCopy());
        Respond(transaction, 200);
        Respond(transaction, 486);
        Assert.False(TakesAck()); // It goes end to end.
        Assert.Equal(TransactionState.Accepted, transaction.State);
        Advance(0.02);

        AssertIsGone();
        Respond(transaction, 200);
        Assert.Equal(["200", "200", "200"], Sent(flow));
    }

    [Fact]
    public void Nothing_follows_a_failure()
    {
        var transaction = Begin(_tcp);

        Respond(transaction, 486);
        Respond(transaction, 200);
        Respond(transaction, 180);

        Assert.Equal(["486"], Sent(_tcp));
    }

    [Fact]
    public void A_CANCEL_finds_its_INVITE_and_is_a_transaction_of_its_own()
    {
        var transaction = Begin(_udp);
        using var cancel = SipText.ToRequest(Invite.Replace("INVITE", "CANCEL", StringComparison.Ordinal));

        Assert.Same(transaction, _layer.FindInvite(cancel));
        Assert.False(_layer.IsCopy(cancel));
    }

    [Fact]
    public void A_client_of_RFC_2543_is_recognized_without_the_magic_cookie()
    {
        var old = Invite.Replace("z9hG4bK776", "1", StringComparison.Ordinal);
        using var invite = SipText.ToRequest(old);
        Assert.True(_layer.TryBegin(invite, _udp, out var transaction));
        Respond(transaction, 486);

        using var copy = SipText.ToRequest(old);
        Assert.True(_layer.IsCopy(copy));
        using var ack = SipText.ToRequest(Ack.Replace("z9hG4bK776", "1", StringComparison.Ordinal));
        Assert.True(_layer.TakesAck(ack));
    }

    [Fact]
    public void What_is_abandoned_leaves_nothing()
    {
        using var request = SipText.ToRequest(Invite.Replace("INVITE", "MESSAGE", StringComparison.Ordinal));
        Assert.True(_layer.TryBegin(request, _udp, out var transaction));

        transaction.Abandon();

        AssertIsGone();
    }

    private ServerTransaction Begin(InMemoryFlow flow)
    {
        using var invite = SipText.ToRequest(Invite);
        Assert.True(_layer.TryBegin(invite, flow, out var transaction));
        return Assert.IsType<InviteServerTransaction>(transaction);
    }

    private bool IsCopy()
    {
        using var copy = SipText.ToRequest(Invite);
        return _layer.IsCopy(copy);
    }

    private bool TakesAck()
    {
        using var ack = SipText.ToRequest(Ack);
        return _layer.TakesAck(ack);
    }

    private static void Respond(ServerTransaction transaction, int statusCode)
    {
        using var invite = SipText.ToRequest(Invite);
        var buffer = MessageBuffer.Rent();
        ResponseWriter.Begin(buffer, invite, transaction.Flow.Peer, statusCode, "ours"u8).End();
        transaction.Respond(statusCode, buffer);
    }

    private void Advance(double seconds) => _clock.Advance(TimeSpan.FromSeconds(seconds));

    private void AssertIsGone()
    {
        Assert.Equal(0, _layer.ServerCount);
        Assert.Equal(0, _layer.WaitingCount);
    }

    private static List<string> Sent(InMemoryFlow flow)
    {
        var sent = new List<string>();
        while (flow.TryRead() is { } text)
        {
            sent.Add(text.Split(' ')[1]);
        }

        return sent;
    }
}
