using PbxPortal.Server.Activity;
using PbxPortal.Server.Devices;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Location;
using PbxPortal.Sip.Transport;
using PbxPortal.Storage;
using PbxPortal.Tests.Server;

namespace PbxPortal.Tests.Storage;

public sealed class JournalFormatTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private static readonly Domain Acme = new(300, "acme.example", "acme.example");

    [Fact]
    public void Gives_back_every_kind_of_line_in_order()
    {
        var row = Encode(Batch());

        var lines = Lines(row);

        Assert.Equal(
            [
                StoreWriteKind.Refresh, StoreWriteKind.PutDevice, StoreWriteKind.PutBinding, StoreWriteKind.Refresh,
                StoreWriteKind.PutBlock, StoreWriteKind.AddActivity, StoreWriteKind.AddActivity, StoreWriteKind.RemoveBinding,
                StoreWriteKind.RemoveBlock, StoreWriteKind.RemoveDevice,
            ],
            lines.Select(line => line.Kind));
        Assert.Equal([long.MaxValue, 1, 2, 2, 3, 0, 0, 2, 3, 1], lines.Select(line => line.Id));
        Assert.Equal([Lease(uint.MaxValue, 0), Lease(2, -5000)], lines.Where(line => line.DomainId == Acme.Id).Select(line => line.Lease));
    }

    [Fact]
    public void A_refresh_takes_few_bytes()
    {
        var batch = new StoreBatch();
        for (var id = 200_000; id < 200_100; id++)
        {
            batch.Refresh(id, new Domain(1, "acme.example", "acme.example"), Lease(101, 0));
        }

        Assert.InRange(Encode(batch).Length, 100 * 11, (100 * 14) + JournalFormat.HeaderLength);
    }

    [Fact]
    public void A_row_that_was_cut_anywhere_is_told_by_its_number()
    {
        var row = Encode(Batch());

        for (var length = 0; length < row.Length; length++)
        {
            var cut = row[..length];
            var failure = Assert.Throws<StoreUnavailableException>(() => Lines(cut));
            Assert.StartsWith("Row 17 of the database's journal cannot be read", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_row_of_which_any_bit_changed_is_told()
    {
        var row = Encode(Batch());

        for (var bit = 0; bit < row.Length * 8; bit++)
        {
            var damaged = row.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<StoreUnavailableException>(() => Lines(damaged));
        }
    }

    [Fact]
    public void A_row_of_a_newer_format_is_told()
    {
        var row = Encode(Batch());
        row[0] = JournalFormat.Version + 1;

        var failure = Assert.Throws<StoreUnavailableException>(() => Lines(row));

        Assert.Contains("its format 2 is not known", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refreshes_allocate_nothing()
    {
        var encoder = new JournalEncoder();
        var batch = new StoreBatch();
        for (var id = 0; id < 100; id++)
        {
            batch.Refresh(id, Acme, Lease(7, id));
        }

        EncodeInto(encoder, batch);
        var before = GC.GetAllocatedBytesForCurrentThread();
        EncodeInto(encoder, batch);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static StoreBatch Batch()
    {
        var batch = new StoreBatch();
        batch.Refresh(long.MaxValue, Acme, Lease(uint.MaxValue, 0));
        batch.Put(new Device
        {
            Id = 1,
            UserId = 11,
            Identity = "instance:<urn:uuid:1>",
            Class = DeviceClass.Desk,
            Product = "Yealink T46U",
            UserAgent = "Yealink SIP-T46U 108.86.0.20",
            FirstSeen = Noon,
            LastSeen = Noon,
        });
        batch.Put(new Binding("sip:3516@192.0.2.4:5062"u8, ";q=1"u8, "a84b4c76e66710"u8, Lease(1, 10))
        {
            Id = 2,
            DeviceId = 1,
            UserId = 11,
            Peer = default,
            Transport = TransportProtocol.Tcp,
            RegisteredAt = Noon,
        });
        batch.Refresh(2, Acme, Lease(2, -5000));
        batch.Put(new Block(3, 1, 11, Noon, null, "anna", ""));
        batch.Add(DeviceEvents.Of(ActivityKind.Registered, Noon));
        batch.Add(DeviceEvents.Of(ActivityKind.Moved, Noon));
        batch.RemoveBinding(2);
        batch.RemoveBlock(3);
        batch.RemoveDevice(1);
        return batch;
    }

    private static Lease Lease(uint cSeq, int afterMilliseconds) => new()
    {
        CSeq = cSeq,
        GrantedSeconds = 3600,
        RefreshedAt = Noon.AddMilliseconds(afterMilliseconds),
        RefreshInterval = 1800,
        RefreshCount = 12,
    };

    private static byte[] Encode(StoreBatch batch)
    {
        var encoder = new JournalEncoder();
        EncodeInto(encoder, batch);
        return encoder.Finish().ToArray();
    }

    private static void EncodeInto(JournalEncoder encoder, StoreBatch batch)
    {
        encoder.Clear();
        foreach (ref readonly var write in batch.Writes)
        {
            encoder.Add(batch, write);
        }

        encoder.Finish();
    }

    private static List<(StoreWriteKind Kind, long Id, Lease Lease, long DomainId)> Lines(byte[] row)
    {
        var lines = new List<(StoreWriteKind, long, Lease, long)>();
        var reader = new JournalReader(17, row);
        while (reader.Read())
        {
            var isRefresh = reader.Kind == StoreWriteKind.Refresh;
            lines.Add((reader.Kind, reader.Id, isRefresh ? reader.Lease : default, isRefresh ? reader.DomainId : 0));
        }

        return lines;
    }
}
