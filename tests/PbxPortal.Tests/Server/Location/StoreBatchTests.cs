using System.Globalization;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Location;

namespace PbxPortal.Tests.Server.Location;

/// <summary>Numbers are removed bindings, letters are events.</summary>
public sealed class StoreBatchTests
{
    [Fact]
    public void What_comes_behind_or_in_front_brings_its_events_along()
    {
        var (batch, later) = (Of("b 2"), Of("c 3 d"));

        batch.Append(later);
        batch.Prepend(Of("1 a"));
        batch.Add(Event("e"));

        Assert.Equal("1 a b 2 c 3 d e", Told(batch));
        Assert.Equal("c 3 d", Told(later));
    }

    [Fact]
    public void What_is_taken_out_takes_its_events_along()
    {
        const string Lines = "1 a 2 b c 3 d";
        for (var count = 0; count <= 7; count++)
        {
            var batch = Of(Lines);

            batch.Truncate(count);
            batch.Add(Event("z"));

            Assert.Equal(string.Join(' ', Lines.Split(' ').Take(count).Append("z")), Told(batch));
        }
    }

    [Fact]
    public void Lines_can_be_taken_out_behind_what_was_put_in_front()
    {
        var batch = Of("b 2 c");
        batch.Prepend(Of("1 a"));

        batch.Truncate(4);

        Assert.Equal("1 a b 2", Told(batch));
    }

    [Fact]
    public void Begins_anew_after_it_was_cleared()
    {
        var batch = Of("a 1 b");

        batch.Clear();
        batch.Add(Event("c"));

        Assert.Equal("c", Told(batch));
    }

    private static StoreBatch Of(string lines)
    {
        var batch = new StoreBatch();
        foreach (var line in lines.Split(' '))
        {
            if (long.TryParse(line, CultureInfo.InvariantCulture, out var id))
            {
                batch.RemoveBinding(id);
            }
            else
            {
                batch.Add(Event(line));
            }
        }

        return batch;
    }

    private static DeviceEvent Event(string reason) => DeviceEvents.Of(ActivityKind.Moved, DateTimeOffset.UnixEpoch, reason);

    private static string Told(StoreBatch batch)
    {
        var told = new List<string>();
        foreach (ref readonly var write in batch.Writes)
        {
            told.Add(write.Kind == StoreWriteKind.AddActivity ? batch.EventOf(write).Reason : $"{write.Id}");
        }

        return string.Join(' ', told);
    }
}
