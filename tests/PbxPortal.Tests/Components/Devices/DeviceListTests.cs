using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using PbxPortal.Components.Devices;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Devices;
using PbxPortal.Tests.Components.Fakes;

namespace PbxPortal.Tests.Components.Devices;

public sealed class DeviceListTests
{
    private readonly FakeTimeProvider _clock = new(Sample.Now);
    private readonly DeviceList _list;

    public DeviceListTests()
    {
        _list = new DeviceList(_clock);
    }

    [Fact]
    public void Lists_the_most_urgent_first_and_users_as_people_count()
    {
        Reset(Of(1, "10"), Of(2, "9"), Of(3, "100", DeviceStatus.Offline), Of(4, "5", DeviceStatus.Failing));

        Assert.Equal([4, 2, 1, 3], Ids);
    }

    [Fact]
    public void Keeps_the_row_when_its_device_changes()
    {
        Reset(Of(1, "10"));
        var row = _list.Listed[0];

        Change(Of(1, "10") with { RefreshCount = 7 });

        Assert.Same(row, _list.Listed[0]);
        Assert.Equal(7, row.State.RefreshCount);
    }

    [Fact]
    public void Moves_a_row_when_its_status_changes()
    {
        Reset(Of(1, "10"), Of(2, "20"));

        Change(Of(2, "20", DeviceStatus.Failing));

        Assert.Equal([2, 1], Ids);
    }

    [Fact]
    public void Drops_what_a_reset_no_longer_holds()
    {
        Reset(Of(1, "10"), Of(2, "20"));

        Reset(Of(2, "20"), Of(3, "30"));

        Assert.Equal([2, 3], Ids);
        Assert.Equal(2, _list.Counts.Total);
    }

    [Fact]
    public void Moves_nothing_while_it_is_frozen_but_changes_the_cells()
    {
        Reset(Of(1, "10"), Of(2, "20"), Of(3, "30"));
        _list.Freeze();

        Change(Of(3, "30", DeviceStatus.Failing), Of(4, "40"));
        _list.Apply(new FeedBatch(2, IsReset: false, [], [1]));

        Assert.Equal([1, 2, 3], Ids);
        Assert.Equal(DeviceStatus.Failing, _list.Listed[2].State.Status);
        Assert.True(_list.Listed[0].IsGone);
        Assert.Equal(3, _list.PendingChanges);
    }

    [Fact]
    public void Applies_everything_that_waited_when_it_thaws()
    {
        Reset(Of(1, "10"), Of(2, "20"), Of(3, "30"));
        _list.Freeze();
        Change(Of(3, "30", DeviceStatus.Failing), Of(4, "15"));
        _list.Apply(new FeedBatch(2, IsReset: false, [], [1]));

        _list.Thaw();

        Assert.Equal([3, 4, 2], Ids);
        Assert.Equal(0, _list.PendingChanges);
    }

    [Fact]
    public void Does_not_count_a_refresh_as_a_change_of_order()
    {
        Reset(Of(1, "10"), Of(2, "20"));
        _list.Freeze();

        Change(Of(2, "20") with { RefreshCount = 2, ExpiresAt = Sample.Now.AddHours(1) });

        Assert.Equal(0, _list.PendingChanges);
    }

    [Fact]
    public void Keeps_a_device_that_came_back_while_it_was_frozen()
    {
        Reset(Of(1, "10"), Of(2, "20"));
        _list.Freeze();
        _list.Apply(new FeedBatch(2, IsReset: false, [], [1]));
        Change(Of(1, "10"));

        _list.Thaw();

        Assert.Equal([1, 2], Ids);
        Assert.False(_list.Listed[0].IsGone);
    }

    [Fact]
    public void Counts_each_facet_with_the_other_filters_as_they_are()
    {
        Reset(
            Of(1, "10"),
            Of(2, "20") with { Class = DeviceClass.Mobile },
            Of(3, "30", DeviceStatus.Offline) with { Class = DeviceClass.Mobile });

        _list.SetFilter(DeviceFilter.Everything with { Statuses = [DeviceStatus.Online] });

        Assert.Equal([1, 2], Ids);
        Assert.Equal((2, 1), (_list.Counts.Of(DeviceStatus.Online), _list.Counts.Of(DeviceStatus.Offline)));
        Assert.Equal((1, 1), (_list.Counts.Of(DeviceClass.Desk), _list.Counts.Of(DeviceClass.Mobile)));
        Assert.Equal((3, 2), (_list.Counts.Total, _list.Counts.Reachable));
    }

    [Fact]
    public void Counts_stay_right_through_a_thousand_changes()
    {
        Reset(Enumerable.Range(1, 50).Select(id => Of(id, Number(id))).ToArray());
        _list.SetFilter(DeviceFilter.Everything with { Text = "1" });
        var statuses = Enum.GetValues<DeviceStatus>();

        for (var step = 0; step < 1000; step++)
        {
            var id = (step * 7 % 60) + 1;
            Change(Of(id, Number(id), statuses[step % statuses.Length]));
        }

        var devices = Enumerable.Range(1, 60).Select(id => _list.Find(id)!.State).ToList();
        var found = devices.Where(device => DeviceFilter.Parse("http://x/?q=1").Finds(device)).ToList();
        Assert.Equal(found.Count, _list.Listed.Count);
        Assert.All(statuses, status => Assert.Equal(found.Count(device => device.Status == status), _list.Counts.Of(status)));
        Assert.Equal(
            found.OrderBy(device => device.Status).ThenBy(device => int.Parse(device.Extension, CultureInfo.InvariantCulture)).Select(device => device.DeviceId),
            Ids);
    }

    [Fact]
    public void Finds_every_word_anywhere_in_a_device()
    {
        Reset(Of(1, "10") with { Source = "203.0.113.7:5060" }, Of(2, "20") with { Source = "203.0.113.8:5060" });

        _list.SetFilter(DeviceFilter.Everything with { Text = "AVAYA 113.8" });

        Assert.Equal([2], Ids);
    }

    [Fact]
    public void Takes_in_a_device_that_begins_to_match()
    {
        Reset(Of(1, "10"), Of(2, "20"));
        _list.SetFilter(DeviceFilter.Everything with { Statuses = [DeviceStatus.Offline] });

        Change(Of(2, "20", DeviceStatus.Offline));

        Assert.Equal([2], Ids);
    }

    [Theory]
    [InlineData(false, new long[] { 2, 1, 3 })]
    [InlineData(true, new long[] { 1, 2, 3 })]
    public void Puts_what_never_expires_last_whichever_way_round(bool isDescending, long[] expected)
    {
        Reset(
            Of(1, "10") with { ExpiresAt = Sample.Now.AddHours(2) },
            Of(2, "20") with { ExpiresAt = Sample.Now.AddHours(1) },
            Of(3, "30", DeviceStatus.Offline));

        _list.SetFilter(DeviceFilter.Everything with { Sort = DeviceSort.Expires, IsDescending = isDescending });

        Assert.Equal(expected, Ids);
    }

    [Fact]
    public void Says_how_many_changed_within_the_last_minute()
    {
        Reset(Of(1, "10"), Of(2, "20"));
        Change(Of(1, "10", DeviceStatus.Offline));
        Assert.Equal(1, _list.ChangedInTheLastMinute);

        _clock.Advance(TimeSpan.FromSeconds(61));

        Assert.Equal(0, _list.ChangedInTheLastMinute);
    }

    [Fact]
    public void Marks_a_changed_row_but_not_the_snapshot()
    {
        Reset(Of(1, "10"), Of(2, "20"));

        Change(Of(2, "20") with { RefreshCount = 9 });

        Assert.Equal([0, 1], _list.Listed.Select(row => row.Revision));
    }

    [Fact]
    public void Is_not_worth_drawing_when_only_rows_that_nobody_sees_are_refreshed()
    {
        Reset(Of(1, "10"), Of(2, "20"), Of(3, "30"));
        _list.NoteShown(_list.Listed[0]);

        Assert.False(Change(Of(2, "20") with { RefreshCount = 9 }));
        Assert.True(Change(Of(1, "10") with { RefreshCount = 9 }));
        _list.ForgetShown();
        Assert.False(Change(Of(1, "10") with { RefreshCount = 10 }));
        Assert.Equal(10, _list.Find(1)!.State.RefreshCount);
    }

    [Fact]
    public void Is_worth_drawing_when_a_number_or_the_order_changes_anywhere()
    {
        Assert.True(Reset(Of(1, "10"), Of(2, "20"), Of(3, "30")));

        Assert.True(Change(Of(3, "30", DeviceStatus.Failing)));
        Assert.True(Change(Of(3, "40", DeviceStatus.Failing)));
        Assert.True(Change(Of(4, "50")));
        Assert.True(_list.Apply(new FeedBatch(3, IsReset: false, [], [4])));
        Assert.False(_list.Apply(new FeedBatch(3, IsReset: false, [], [4])));
        Assert.False(Reset(Of(1, "10"), Of(2, "20"), Of(3, "40", DeviceStatus.Failing)));
        Assert.True(Reset(Of(1, "10"), Of(2, "20")));
    }

    [Fact]
    public void A_change_that_counts_nowhere_is_searched_all_the_same()
    {
        Reset(Of(1, "10"), Of(2, "20"));
        _list.SetFilter(DeviceFilter.Everything with { Text = "113.8" });

        Change(Of(2, "20") with { Source = "203.0.113.8:5060" });

        Assert.Equal([2], Ids);
    }

    [Theory]
    [InlineData(DeviceSort.Status, false)]
    [InlineData(DeviceSort.User, false)]
    [InlineData(DeviceSort.User, true)]
    [InlineData(DeviceSort.Expires, true)]
    public void Rows_that_arrive_one_by_one_stand_where_sorting_all_puts_them(DeviceSort sort, bool isDescending)
    {
        string[] extensions = ["10", "9", "010", "100", "0", "00", "9a", "reception", "10", "99999999999999999999", "9"];
        var filter = DeviceFilter.Everything with { Sort = sort, IsDescending = isDescending };
        _list.SetFilter(filter);
        Reset();
        for (var i = 0; i < 200; i++)
        {
            Change(Of(i, extensions[i % extensions.Length]) with { ExpiresAt = i % 5 == 0 ? null : Sample.Now.AddMinutes(i * 7 % 31) });
        }

        var oneByOne = Ids.ToList();
        var atOnce = new DeviceList(_clock);
        atOnce.SetFilter(filter);
        atOnce.Apply(new FeedBatch(1, IsReset: true, [.. oneByOne.Order().Select(id => _list.Find(id)!.State)], []));

        Assert.Equal(oneByOne, atOnce.Listed.Select(row => row.DeviceId));
        Assert.Equal(oneByOne, _list.Listed.Select(row => row.State).Order(new DeviceOrder(sort, isDescending)).Select(state => state.DeviceId));
    }

    private IEnumerable<long> Ids => _list.Listed.Select(row => row.DeviceId);

    private static DeviceState Of(long id, string extension, DeviceStatus status = DeviceStatus.Online) =>
        Sample.Device(id, status) with { Extension = extension, DisplayName = "", Source = "", ContactUri = "", Product = "Avaya", UserAgent = "" };

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private bool Reset(params DeviceState[] devices) => _list.Apply(new FeedBatch(1, IsReset: true, devices, []));

    private bool Change(params DeviceState[] devices) => _list.Apply(new FeedBatch(2, IsReset: false, devices, []));
}
