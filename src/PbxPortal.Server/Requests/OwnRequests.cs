using Microsoft.Extensions.Options;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Location;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transactions;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Requests;

/// <summary>Sends requests of our own to devices: each over the flow that the device registered on, and never over another.</summary>
/// <remarks>Immutable.</remarks>
public sealed class OwnRequests(TransactionLayer transactions, IOptions<SipOptions> options)
{
    private readonly SentBy _sentBy = new([.. options.Value.OwnAddresses.Select(System.Net.IPAddress.Parse)]);

    internal TransactionLayer Transactions => transactions;

    internal SentBy SentBy => _sentBy;

    /// <summary>The flow to a device, if one stands.</summary>
    internal static Flow? LiveFlowOf(Binding? binding) => binding?.Flow is { IsClosed: false } flow ? flow : null;

    /// <param name="method">Other than INVITE and ACK.</param>
    /// <param name="binding">Where the device is.</param>
    /// <param name="flow">Its own.</param>
    /// <param name="user">Whose device it is.</param>
    /// <param name="finish">Adds header fields and ends the message.</param>
    /// <param name="transactionUser">Hears what becomes of it.</param>
    /// <returns><c>false</c>: as many requests as may be are under way, and nothing was sent.</returns>
    internal bool TrySend(
        SipMethod method, Binding binding, Flow flow, User user, Action<SipWriter> finish, ITransactionUser transactionUser)
    {
        var branch = Branch.New();
        using var buffer = MessageBuffer.Rent();
        finish(RequestToDevice.Begin(buffer, method, branch, binding, user, flow, _sentBy));
        return transactions.Send(flow, method, branch, buffer.WrittenSpan, transactionUser) is not null;
    }
}
