using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transactions;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Sip.Transactions;

/// <summary>RFC 3261, 17.1.2 and figure 6, with a clock that the test moves.</summary>
public sealed class NonInviteClientTransactionTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly RecordingUser _user = new();
    private readonly TransactionLayer _layer;

    public NonInviteClientTransactionTests()
    {
        _layer = new TransactionLayer(_clock, NullLogger<TransactionLayer>.Instance, most: 2);
    }

    public void Dispose() => _layer.Dispose();

    [Fact]
    public void Sends_copies_after_T1_twice_T1_four_times_T1_and_then_every_T2_over_UDP()
    {
        var flow = new InMemoryFlow();
        Send(flow);

        var sentAt = MomentsOfSending(flow, TimeSpan.FromSeconds(32));

        Assert.Equal([0, 500, 1500, 3500, 7500, 11500, 15500, 19500, 23500, 27500, 31500], sentAt);
    }

    [Fact]
    public void Gives_up_when_timer_F_fires_after_64_times_T1()
    {
        Send(new InMemoryFlow());

        Advance(31.98);
        Assert.Empty(_user.Heard);
        Advance(0.02);

        Assert.Equal(["timeout"], _user.Heard);
        Assert.Equal(0, _layer.ClientCount);
        Assert.Equal(0, _layer.WaitingCount);
    }

    [Fact]
    public void Sends_a_copy_only_every_T2_after_a_provisional_response()
    {
        var flow = new InMemoryFlow();
        var transaction = Send(flow);

        Advance(0.1);
        Receive(transaction, 100);
        var sentAt = MomentsOfSending(flow, TimeSpan.FromSeconds(12));

        Assert.Equal(TransactionState.Proceeding, transaction.State);
        Assert.Equal([0, 400, 4400, 8400], sentAt); // 100 ms have passed: timer E runs out as it was set, and then takes T2.
        Assert.Equal(["100"], _user.Heard);
    }

    [Fact]
    public void Times_out_in_Proceeding_too()
    {
        var transaction = Send(new InMemoryFlow());
        Receive(transaction, 100);

        Advance(32);

        Assert.Equal(["100", "timeout"], _user.Heard);
    }

    [Fact]
    public void Sends_nothing_more_after_the_final_response_and_absorbs_its_copies_until_timer_K()
    {
        var flow = new InMemoryFlow();
        var transaction = Send(flow);
        Advance(0.3);
        Receive(transaction, 200);
        Receive(transaction, 200);

        Assert.Equal(TransactionState.Completed, transaction.State);
        Advance(4.98);
        Assert.Equal(1, _layer.ClientCount);
        Advance(0.02);

        Assert.Equal(TransactionState.Terminated, transaction.State);
        Assert.Equal(0, _layer.ClientCount);
        Assert.Equal(["200"], _user.Heard);
        Assert.Equal(TimeSpan.FromMilliseconds(300), _user.AnsweredAfter);
        Assert.Equal(1, CountSent(flow));
    }

    [Fact]
    public void Sends_one_copy_over_a_connection_and_is_gone_with_the_final_response()
    {
        var flow = new InMemoryFlow { ProtocolOfTest = TransportProtocol.Tcp };
        var transaction = Send(flow);
        Advance(20);

        Receive(transaction, 486);

        Assert.Equal(1, CountSent(flow));
        Assert.Equal(["486"], _user.Heard);
        Assert.Equal(TransactionState.Terminated, transaction.State);
        Assert.Equal(0, _layer.ClientCount);
    }

    [Fact]
    public void Gives_up_over_a_connection_too_when_timer_F_fires()
    {
        Send(new InMemoryFlow { ProtocolOfTest = TransportProtocol.Tls });

        Advance(32);

        Assert.Equal(["timeout"], _user.Heard);
    }

    [Fact]
    public void Says_within_a_second_that_the_connection_has_ended()
    {
        var flow = new InMemoryFlow { ProtocolOfTest = TransportProtocol.Tcp };
        Send(flow);

        flow.Close();
        Advance(1);

        Assert.Equal(["transport error"], _user.Heard);
        Assert.Equal(0, _layer.ClientCount);
    }

    [Fact]
    public void Says_at_once_that_the_flow_takes_nothing()
    {
        var flow = new InMemoryFlow();
        flow.Close();

        Send(flow);

        Assert.Equal(["transport error"], _user.Heard);
        Assert.Equal(0, _layer.ClientCount);
    }

    [Fact]
    public void A_response_with_another_branch_or_another_method_is_dropped()
    {
        var transaction = Send(new InMemoryFlow());

        Receive(Branch.New(), "OPTIONS", 200);
        Receive(transaction.Branch, "NOTIFY", 200);

        Assert.Empty(_user.Heard);
        Assert.Equal(TransactionState.Trying, transaction.State);
    }

    [Fact]
    public void No_more_transactions_begin_than_the_bound()
    {
        Send(new InMemoryFlow());
        Send(new InMemoryFlow());
        var flow = new InMemoryFlow();

        Assert.Null(_layer.Send(flow, SipMethod.Options, Branch.New(), "OPTIONS"u8, _user));

        Assert.Equal(0, CountSent(flow));
        Advance(32);
        Assert.NotNull(_layer.Send(flow, SipMethod.Options, Branch.New(), "OPTIONS"u8, _user));
    }

    [Fact]
    public void One_user_that_throws_costs_the_others_nothing()
    {
        _layer.Send(new InMemoryFlow(), SipMethod.Options, Branch.New(), "OPTIONS"u8, new ThrowingUser());
        Send(new InMemoryFlow());

        Advance(32);

        Assert.Equal(["timeout"], _user.Heard);
    }

    private ClientTransaction Send(InMemoryFlow flow)
    {
        var branch = Branch.New();
        var request = Encoding.ASCII.GetBytes($"OPTIONS sip:3516@192.0.2.4 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch={branch}\r\n\r\n");
        return _layer.Send(flow, SipMethod.Options, branch, request, _user)!;
    }

    private void Receive(ClientTransaction transaction, int statusCode) => Receive(transaction.Branch, "OPTIONS", statusCode);

    private void Receive(Branch branch, string method, int statusCode) => _layer.OnResponse(SipText.ToResponse($"""
        SIP/2.0 {statusCode} Whatever
        Via: SIP/2.0/UDP 192.0.2.1:5060;branch={branch};rport=5060
        From: <sip:acme.example>;tag=1
        To: <sip:3516@acme.example>;tag=2
        Call-ID: 3
        CSeq: 1 {method}
        Content-Length: 0
        """));

    private void Advance(double seconds) => _clock.Advance(TimeSpan.FromSeconds(seconds));

    private List<int> MomentsOfSending(InMemoryFlow flow, TimeSpan duration)
    {
        var moments = new List<int>();
        for (var milliseconds = 0; milliseconds < duration.TotalMilliseconds; milliseconds += 20)
        {
            while (flow.TryRead() is not null)
            {
                moments.Add(milliseconds);
            }

            _clock.Advance(TimeSpan.FromMilliseconds(20));
        }

        return moments;
    }

    private static int CountSent(InMemoryFlow flow)
    {
        var count = 0;
        while (flow.TryRead() is not null)
        {
            count++;
        }

        return count;
    }

    private sealed class ThrowingUser : ITransactionUser
    {
        public void OnResponse(ClientTransaction transaction, SipResponse response) => throw new InvalidOperationException();

        public void OnTimeout(ClientTransaction transaction) => throw new InvalidOperationException();

        public void OnTransportError(ClientTransaction transaction) => throw new InvalidOperationException();
    }
}
