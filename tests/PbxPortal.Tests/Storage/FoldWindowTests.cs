using System.Text;
using PbxPortal.Server.Location;
using PbxPortal.Storage;

namespace PbxPortal.Tests.Storage;

/// <summary>What the fold of the journal keeps in memory at a time, and what it leaves for its next reading.</summary>
public sealed class FoldWindowTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Of_many_ids_in_the_order_of_rows_the_next_reading_begins_where_this_one_was_full()
    {
        var window = new FoldWindow(maxIds: 10);
        window.BeginAfter(0);

        for (var id = 1; id <= 100; id++)
        {
            Add(window, row: id, batch => batch.RemoveBlock(id));
        }

        window.Sort();
        Assert.Equal([1, 2, 3, 4, 5], window.Ids);
        Assert.Equal(5, window.LastId);
        Assert.Equal(6, window.FirstRowLeft);
    }

    [Fact]
    public void An_id_that_was_dropped_again_is_read_from_its_first_row()
    {
        var window = new FoldWindow(maxIds: 3);
        window.BeginAfter(0);

        Add(window, row: 1, batch => batch.RemoveBlock(1));
        Add(window, row: 2, batch => batch.RemoveBlock(90));
        Add(window, row: 3, batch => batch.RemoveBlock(2));
        Add(window, row: 4, batch => batch.RemoveBlock(3));

        window.Sort();
        Assert.Equal([1, 2], window.Ids);
        Assert.Equal(2, window.FirstRowLeft);
    }

    [Fact]
    public void Where_all_ids_fit_nothing_is_left()
    {
        var window = new FoldWindow(maxIds: 3);
        window.BeginAfter(4);

        for (var id = 1; id <= 7; id++)
        {
            Add(window, row: id, batch => batch.RemoveBlock(id));
        }

        window.Sort();
        Assert.Equal([5, 6, 7], window.Ids);
        Assert.Equal((long.MaxValue, long.MaxValue), (window.LastId, window.FirstRowLeft));
    }

    [Fact]
    public void What_is_put_again_and_again_takes_the_room_of_one()
    {
        var window = new FoldWindow(maxContent: 200_000);
        window.BeginAfter(0);

        for (var row = 1; row <= 100; row++)
        {
            Add(window, row, batch => batch.Put(BlockOf(1, new string('a', 9000) + row)));
            Add(window, row, batch => batch.Put(BlockOf(2, new string('b', 9000) + row)));
        }

        Assert.Equal(long.MaxValue, window.LastId);
        Assert.EndsWith("a100", ContentOf(window, 1), StringComparison.Ordinal);
        Assert.EndsWith("b100", ContentOf(window, 2), StringComparison.Ordinal);
    }

    [Fact]
    public void Long_texts_push_the_upper_half_out()
    {
        var window = new FoldWindow(maxContent: 100_000);
        window.BeginAfter(0);

        for (var id = 1; id <= 40; id++)
        {
            Add(window, row: id, batch => batch.Put(BlockOf(id, new string('x', 9000) + id)));
        }

        window.Sort();
        Assert.InRange(window.Ids.Length, 2, 12);
        Assert.Equal(window.LastId, window.Ids[^1]);
        Assert.Equal(window.LastId + 1, window.FirstRowLeft);
        foreach (var id in window.Ids)
        {
            Assert.EndsWith($"x{id}", ContentOf(window, id), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_text_may_be_longer_than_a_piece()
    {
        var contents = new FoldedContents();
        var small = "sip:3516@192.0.2.4"u8;
        var large = Encoding.ASCII.GetBytes(new string('x', 200_000));

        var places = (contents.Add(small), contents.Add(large), contents.Add(small), contents.Add([]));

        Assert.True(contents[places.Item1, small.Length].SequenceEqual(small));
        Assert.True(contents[places.Item2, large.Length].SequenceEqual(large));
        Assert.True(contents[places.Item3, small.Length].SequenceEqual(small));
        Assert.True(contents[places.Item4, 0].IsEmpty);
        Assert.Equal(large.Length + (2 * small.Length), contents.Length);
    }

    private static Block BlockOf(long id, string reason) => new(id, DeviceId: 1, UserId: 1, Noon, Until: null, "admin", reason);

    private static string ContentOf(FoldWindow window, long id)
    {
        var last = window.Last(id);
        return Encoding.UTF8.GetString(window.ContentOf(last)).TrimEnd('\0');
    }

    private static void Add(FoldWindow window, long row, Action<StoreBatch> write)
    {
        var batch = new StoreBatch();
        write(batch);
        var encoder = new JournalEncoder();
        encoder.Clear();
        foreach (ref readonly var line in batch.Writes)
        {
            encoder.Add(batch, line);
        }

        var reader = new JournalReader(row, encoder.Finish());
        while (reader.Read())
        {
            window.Add(reader);
        }
    }
}
