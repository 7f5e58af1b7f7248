namespace PbxPortal.Phones.Load;

/// <summary>Writes the request that an operation sends next, and the same bytes again when it is repeated.</summary>
/// <remarks>Confined to the loop of its run.</remarks>
internal sealed class LoadRequests(LoadOptions options, LoadFleet fleet, LoadSockets sockets, TransactionTable table)
{
    private readonly LoadCredentials _credentials = new(options);

    /// <summary>Takes the next CSeq and, where the phone has a nonce to use, the next count of it.</summary>
    public void SendNext(int slot, long now)
    {
        ref var transaction = ref table[slot];
        ref var phone = ref fleet[transaction.Phone];
        var isAnswer = transaction.Requests > 0;
        transaction.CSeq = ++phone.CSeq;
        transaction.HasCredentials = phone.Challenge is not null
            && (isAnswer || transaction.Kind is not (OperationKind.Register or OperationKind.Rechallenge));
        if (transaction.HasCredentials)
        {
            transaction.NonceCount = ++phone.NonceCount;
        }

        table.Renew(slot, now);
        Write(slot);
    }

    /// <summary>The request that went out last, once more (RFC 3261, 17.1.2.2).</summary>
    public void Repeat(int slot, long now)
    {
        table.Repeat(slot, now);
        Write(slot);
    }

    private void Write(int slot)
    {
        ref readonly var transaction = ref table[slot];
        var generation = fleet[transaction.Phone].Generation + (transaction.Kind == OperationKind.Move ? 1 : 0);
        var socket = sockets.Of(transaction.Phone, generation);
        var wire = new WireText(socket.Reserve());
        fleet.WriteStart(ref wire, socket.SentBy);
        table.WriteBranch(ref wire, slot);
        fleet.WriteHead(ref wire, transaction.Phone, transaction.CSeq);
        if (transaction.Kind is not (OperationKind.Query or OperationKind.Gone))
        {
            fleet.WriteContact(ref wire, transaction.Phone, generation, transaction.AskedSeconds);
        }

        if (transaction.Kind == OperationKind.Move)
        {
            fleet.WriteRetiredContact(ref wire, transaction.Phone, generation - 1);
        }

        if (transaction.HasCredentials)
        {
            _credentials.Write(
                ref wire,
                fleet.UserOf(transaction.Phone),
                fleet[transaction.Phone].Challenge!,
                transaction.NonceCount,
                transaction.Kind == OperationKind.WrongPassword);
        }

        fleet.WriteTail(ref wire, transaction.Phone);
        socket.Commit(wire.Length);
    }
}
