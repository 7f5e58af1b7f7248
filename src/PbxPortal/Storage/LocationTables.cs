using PbxPortal.Server.Location;

namespace PbxPortal.Storage;

/// <summary>Writes the last state of devices, bindings and blocks into their tables.</summary>
/// <remarks>
/// Confined to the fold. What the journal says is bound where it lies, without a string between. A row whose user or device was
/// deleted meanwhile by another process is skipped by its own statement. SQLite's foreign keys are off here, for they would look a
/// second time: what belongs to what is deleted goes by statements of its own.
/// </remarks>
internal sealed class LocationTables(RawConnection connection)
{
    private readonly RawStatement _putDevice = connection.Prepare(BindingSql.PutDevice);
    private readonly RawStatement _putBinding = connection.Prepare(BindingSql.PutBinding);
    private readonly RawStatement _putLease = connection.Prepare(BindingSql.PutLease);
    private readonly RawStatement _renew = connection.Prepare(BindingSql.Renew);
    private readonly RawStatement _putBlock = connection.Prepare(BindingSql.PutBlock);
    private readonly RawStatement _removeBlock = connection.Prepare("DELETE FROM block WHERE id = ?1;");
    private readonly RawStatement[] _removeBinding =
    [
        connection.Prepare("DELETE FROM lease WHERE binding_id = ?1;"),
        connection.Prepare("DELETE FROM binding WHERE id = ?1;"),
    ];

    private readonly RawStatement[] _removeDevice =
    [
        connection.Prepare(BindingSql.RemoveLeasesOfDevice),
        connection.Prepare("DELETE FROM binding WHERE device_id = ?1;"),
        connection.Prepare("DELETE FROM block WHERE device_id = ?1;"),
        connection.Prepare("DELETE FROM device WHERE id = ?1;"),
    ];

    /// <param name="content">Of what is put, as the journal has it.</param>
    public void Write(long id, in FoldedWrite last, ReadOnlySpan<byte> content)
    {
        switch (last.Kind)
        {
            case StoreWriteKind.PutDevice:
                PutDevice(id, content);
                break;
            case StoreWriteKind.PutBinding:
                PutBinding(id, content, last);
                break;
            case StoreWriteKind.PutBlock:
                PutBlock(id, content);
                break;
            case StoreWriteKind.Refresh:
                RunLease(_renew, id, last.Lease);
                break;
            case StoreWriteKind.RemoveDevice:
                RunAll(_removeDevice, id);
                break;
            case StoreWriteKind.RemoveBinding:
                RunAll(_removeBinding, id);
                break;
            default:
                _removeBlock.Run(id);
                break;
        }
    }

    private unsafe void PutDevice(long id, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* pinned = bytes)
        {
            var content = new JournalText(id, new ReadOnlySpan<byte>(pinned, bytes.Length));
            _putDevice.Bind(1, id);
            _putDevice.Bind(2, content.Number());
            _putDevice.BindPinnedText(3, content.Text());
            _putDevice.Bind(4, content.Number());
            _putDevice.Bind(5, content.Number());
            for (var parameter = 6; parameter <= 9; parameter++)
            {
                _putDevice.BindPinnedText(parameter, content.Text()); // product, user_agent, name, remark
            }

            _putDevice.Bind(10, content.Number());
            _putDevice.Bind(11, content.Number());
            _putDevice.BindPinnedText(12, content.Text());
            _putDevice.BindPinnedText(13, content.Text());
            _putDevice.Bind(14, content.Number() is var end and not 0 ? end : null);
            _putDevice.Bind(15, content.NumberIfAny()); // Rows of older versions end here,
            _putDevice.Bind(16, content.NumberIfAny()); // or here.
            _putDevice.Run();
        }
    }

    private unsafe void PutBinding(long id, ReadOnlySpan<byte> bytes, in FoldedWrite last)
    {
        fixed (byte* pinned = bytes)
        {
            var content = new JournalText(id, new ReadOnlySpan<byte>(pinned, bytes.Length));
            var lease = JournalLease.Read(ref content);
            _putBinding.Bind(1, id);
            _putBinding.Bind(2, content.Number());
            content.Number(); // The user is the device's.
            _putBinding.BindPinnedText(3, content.Text());
            _putBinding.BindPinnedText(4, content.Text());
            _putBinding.Bind(5, content.Number());
            _putBinding.BindPinnedText(6, content.Text());
            _putBinding.BindPinnedText(7, content.Text());
            _putBinding.Bind(8, content.Number());
            _putBinding.Bind(9, content.Number());
            _putBinding.BindPinnedText(10, content.TextIfAny());
            _putBinding.Bind(11, content.NumberIfAny());
            _putBinding.Run();
            if (_putBinding.Changes > 0)
            {
                RunLease(_putLease, id, last.IsRefreshed ? last.Lease : lease);
            }
        }
    }

    private unsafe void PutBlock(long id, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* pinned = bytes)
        {
            var content = new JournalText(id, new ReadOnlySpan<byte>(pinned, bytes.Length));
            _putBlock.Bind(1, id);
            _putBlock.Bind(2, content.Number());
            content.Number(); // The user is the device's.
            _putBlock.Bind(3, content.Number());
            _putBlock.Bind(4, content.Optional());
            _putBlock.BindPinnedText(5, content.Text());
            _putBlock.BindPinnedText(6, content.Text());
            _putBlock.Run();
        }
    }

    private static void RunAll(RawStatement[] statements, long id)
    {
        foreach (var statement in statements)
        {
            statement.Run(id);
        }
    }

    private static void RunLease(RawStatement statement, long bindingId, in Lease lease)
    {
        statement.Bind(1, bindingId);
        statement.Bind(2, lease.CSeq);
        statement.Bind(3, lease.GrantedSeconds);
        statement.Bind(4, lease.RefreshedAt.ToUnixTimeMilliseconds());
        statement.Bind(5, lease.RefreshInterval);
        statement.Bind(6, lease.RefreshCount);
        statement.Run();
    }
}
