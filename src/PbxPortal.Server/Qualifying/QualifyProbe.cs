using PbxPortal.Server.Location;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transactions;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Qualifying;

/// <summary>One OPTIONS on its way to a device.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class QualifyProbe(ReachTable table, Binding binding, TimeProvider timeProvider) : ITransactionUser
{
    /// <summary>Any final response says that the device is there, be it 404, 405, 481, 486 or 501.</summary>
    public void OnResponse(ClientTransaction transaction, SipResponse response)
    {
        if (response.StatusCode >= StatusCode.Ok)
        {
            table.NoteAnswer(binding, transaction.Elapsed, response.StatusCode, timeProvider.GetUtcNow());
        }
    }

    public void OnTimeout(ClientTransaction transaction) => table.NoteMiss(binding);

    /// <summary>A connection that has ended ends with its binding; a datagram that cannot be sent does not arrive.</summary>
    public void OnTransportError(ClientTransaction transaction)
    {
        if (transaction.Flow.Protocol == TransportProtocol.Udp)
        {
            table.NoteMiss(binding);
        }
        else
        {
            table.NoteNothing(binding);
        }
    }
}
