using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PbxPortal.Sip.Transactions;
using PbxPortal.Sip.Transport;
using PbxPortal.Tests.Server;

namespace PbxPortal.Tests.Sip.Transactions;

/// <summary>RFC 3261, 17.1.1 and figure 5, as RFC 6026, 8.4 amends them, with a clock that the test moves.</summary>
public sealed class InviteClientTransactionTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly RecordingUser _user = new();
    private readonly TransactionLayer _layer;

    public InviteClientTransactionTests()
    {
        _layer = new TransactionLayer(_clock, NullLogger<TransactionLayer>.Instance);
    }

    public void Dispose() => _layer.Dispose();

    [Fact]
    public void Timer_A_doubles_from_T1_without_a_bound_and_timer_B_ends_it()
    {
        var flow = new InMemoryFlow();
        Send(flow);

        var sentAt = MomentsOfSending(flow, 32_000);

        Assert.Equal([0, 500, 1500, 3500, 7500, 15500, 31500], sentAt);
        Assert.Empty(_user.Heard);
        Advance(0.02);
        Assert.Equal(["timeout"], _user.Heard);
        AssertIsGone();
    }

    [Fact]
    public void A_provisional_response_stops_timers_A_and_B()
    {
        var flow = new InMemoryFlow();
        var transaction = Send(flow);
        _ = Sent(flow);

        Receive(transaction, 180);
        Advance(170);

        Assert.Equal(TransactionState.Proceeding, transaction.State);
        Assert.Empty(Sent(flow));
        Assert.Equal(["180"], _user.Heard);
    }

    [Fact]
    public void A_failure_is_acknowledged_with_the_same_branch_and_the_tag_of_the_response()
    {
        var flow = new InMemoryFlow();
        var transaction = Send(flow);
        var invite = Assert.Single(Sent(flow));

        Receive(transaction, 486);

        var ack = Assert.Single(Sent(flow));
        Assert.StartsWith("ACK sip:3516@192.0.2.4:5060 SIP/2.0\n", ack, StringComparison.Ordinal);
        Assert.Equal(invite.Rows("Via")[0], ack.Row("Via"));
        Assert.Equal(invite.Rows("Route"), ack.Rows("Route"));
        Assert.Equal(invite.Row("From"), ack.Row("From"));
        Assert.Equal(invite.Row("Call-ID"), ack.Row("Call-ID"));
        Assert.Equal("<sip:3516@acme.example>;tag=2", ack.Row("To"));
        Assert.Equal("7 ACK", ack.Row("CSeq"));
        Assert.Equal(["486"], _user.Heard);
    }

    [Fact]
    public void Every_copy_of_a_failure_gets_its_ACK_until_timer_D()
    {
        var flow = new InMemoryFlow();
        var transaction = Send(flow);
        Receive(transaction, 486);
        _ = Sent(flow);

        Receive(transaction, 486);
        Assert.StartsWith("ACK", Assert.Single(Sent(flow)), StringComparison.Ordinal);
        Assert.Equal(TransactionState.Completed, transaction.State);
        Advance(31.98);
        Assert.Equal(1, _layer.ClientCount);
        Advance(0.02);

        AssertIsGone();
        Assert.Equal(["486"], _user.Heard);
    }

    [Fact]
    public void Timer_D_is_zero_over_a_connection()
    {
        var flow = Connection();
        var transaction = Send(flow);

        Receive(transaction, 603);

        Assert.Equal(2, Sent(flow).Count);
        AssertIsGone();
    }

    [Theory]
    [InlineData(TransportProtocol.Udp)]
    [InlineData(TransportProtocol.Tcp)]
    public void Every_2xx_goes_to_the_user_until_timer_M(TransportProtocol protocol)
    {
        var flow = new InMemoryFlow { ProtocolOfTest = protocol };
        var transaction = Send(flow);
        _ = Sent(flow);

        Receive(transaction, 200);
        Advance(31.98);
        Receive(transaction, 200);
        Receive(transaction, 486);

        Assert.Equal(TransactionState.Accepted, transaction.State);
        Assert.Equal(["200", "200"], _user.Heard);
        Assert.Empty(Sent(flow)); // The ACK of a 2xx is not its matter.
        Advance(0.02);
        AssertIsGone();
    }

    [Fact]
    public void A_CANCEL_waits_for_the_first_response()
    {
        var flow = new InMemoryFlow();
        var transaction = Send(flow);
        var invite = Assert.Single(Sent(flow));

        transaction.Cancel("SIP ;cause=200 ;text=\"Call completed elsewhere\"");
        Assert.Empty(Sent(flow));
        Receive(transaction, 100);

        var cancel = Assert.Single(Sent(flow));
        Assert.StartsWith("CANCEL sip:3516@192.0.2.4:5060 SIP/2.0\n", cancel, StringComparison.Ordinal);
        Assert.Equal(invite.Rows("Via")[0], cancel.Row("Via"));
        Assert.Equal(invite.Row("To"), cancel.Row("To"));
        Assert.Equal(invite.Rows("Route"), cancel.Rows("Route"));
        Assert.Equal("7 CANCEL", cancel.Row("CSeq"));
        Assert.Equal("SIP ;cause=200 ;text=\"Call completed elsewhere\"", cancel.Row("Reason"));
    }

    [Fact]
    public void A_CANCEL_is_sent_once_and_its_answer_is_nobodys_matter()
    {
        var flow = Connection();
        var transaction = Send(flow);
        Receive(transaction, 180);
        _ = Sent(flow);

        transaction.Cancel("");
        transaction.Cancel("");
        Receive(transaction.Branch, "CANCEL", 200);
        Receive(transaction, 487);

        var sent = Sent(flow);
        Assert.Equal(2, sent.Count);
        Assert.StartsWith("CANCEL", sent[0], StringComparison.Ordinal);
        Assert.StartsWith("ACK", sent[1], StringComparison.Ordinal);
        Assert.Equal(["180", "487"], _user.Heard);
        AssertIsGone();
    }

    [Fact]
    public void What_does_not_stop_64_times_T1_after_its_CANCEL_is_given_up()
    {
        var transaction = Send(new InMemoryFlow());
        Receive(transaction, 180);

        transaction.Cancel("");
        Advance(32);

        Assert.Equal(["180", "timeout"], _user.Heard);
        AssertIsGone();
    }

    [Fact]
    public void What_is_answered_cannot_be_cancelled()
    {
        var flow = new InMemoryFlow();
        var transaction = Send(flow);
        Receive(transaction, 200);
        _ = Sent(flow);

        transaction.Cancel("");

        Assert.Empty(Sent(flow));
    }

    [Fact]
    public void Says_within_a_second_that_the_connection_ended_while_it_rang()
    {
        var flow = Connection();
        var transaction = Send(flow);
        Receive(transaction, 180);
        Advance(30);

        flow.Close();
        Advance(1);

        Assert.Equal(["180", "transport error"], _user.Heard);
        AssertIsGone();
    }

    [Fact]
    public void Says_at_once_that_the_flow_takes_nothing()
    {
        var flow = new InMemoryFlow();
        flow.Close();

        Send(flow);

        Assert.Equal(["transport error"], _user.Heard);
        AssertIsGone();
    }

    [Fact]
    public void A_branch_carries_the_mark_of_its_proxy()
    {
        var branch = Branch.New(mark: 0xC0FFEE01);

        Assert.True(Branch.TryParse(branch.ToString().ToBytes(), out var read));
        Assert.Equal(0xC0FFEE01, read.Value.Mark);
        Assert.Equal(branch, read.Value);
        Assert.NotEqual(branch, Branch.New(mark: 0xC0FFEE01));
    }

    private static InMemoryFlow Connection() => new() { ProtocolOfTest = TransportProtocol.Tcp };

    private InviteClientTransaction Send(InMemoryFlow flow)
    {
        var branch = Branch.New();
        var request = SipText.ToWire($"""
            INVITE sip:3516@192.0.2.4:5060 SIP/2.0
            Via: SIP/2.0/UDP 192.0.2.1:5060;branch={branch};rport
            Via: SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bK9
            Route: <sip:edge.example;lr>
            Max-Forwards: 69
            From: <sip:3517@acme.example>;tag=1
            To: <sip:3516@acme.example>
            Call-ID: 3
            CSeq: 7 INVITE
            Content-Length: 0
            """);
        return _layer.SendInvite(flow, branch, request, _user)!;
    }

    private void Receive(InviteClientTransaction transaction, int statusCode) => Receive(transaction.Branch, "INVITE", statusCode);

    private void Receive(Branch branch, string method, int statusCode) => _layer.OnResponse(SipText.ToResponse($"""
        SIP/2.0 {statusCode} Whatever
        Via: SIP/2.0/UDP 192.0.2.1:5060;branch={branch};rport=5060
        From: <sip:3517@acme.example>;tag=1
        To: <sip:3516@acme.example>;tag=2
        Call-ID: 3
        CSeq: 7 {method}
        Content-Length: 0
        """));

    private void Advance(double seconds) => _clock.Advance(TimeSpan.FromSeconds(seconds));

    private void AssertIsGone()
    {
        Advance(40); // A CANCEL has a transaction of its own.
        Assert.Equal(0, _layer.ClientCount);
        Assert.Equal(0, _layer.WaitingCount);
    }

    private static List<string> Sent(InMemoryFlow flow)
    {
        var sent = new List<string>();
        while (flow.TryRead() is { } text)
        {
            sent.Add(text);
        }

        return sent;
    }

    private List<int> MomentsOfSending(InMemoryFlow flow, int duration)
    {
        var moments = new List<int>();
        for (var milliseconds = 0; milliseconds < duration; milliseconds += 20)
        {
            moments.AddRange(Sent(flow).Select(_ => milliseconds));
            _clock.Advance(TimeSpan.FromMilliseconds(milliseconds + 20 < duration ? 20 : 0));
        }

        return moments;
    }
}
