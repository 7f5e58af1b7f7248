using PbxPortal.Administration;
using PbxPortal.Components.Users;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Directory;
using PbxPortal.Tests.Components.Fakes;

namespace PbxPortal.Tests.Components.Users;

public sealed class UserListTests
{
    private static readonly User Anna = Sample.User(1, "9", "Anna");
    private static readonly User Ben = Sample.User(2, "10", "Ben") with { PhoneNumbers = ["+498912345678"] };

    private readonly UserList _list = new();

    [Fact]
    public void Counts_the_registered_devices_of_each_user_as_they_come_and_go()
    {
        _list.SetUsers([Ben, Anna]);
        _list.Apply(new FeedBatch(1, IsReset: true, [Sample.Device(1).Of(Anna), Sample.Device(2).Of(Anna), Sample.Device(3, DeviceStatus.Offline).Of(Ben)], []));
        Assert.Equal([("9", 2), ("10", 0)], Rows);

        _list.Apply(new FeedBatch(2, IsReset: false, [Sample.Device(1, DeviceStatus.Offline).Of(Anna), Sample.Device(3).Of(Ben)], [2]));

        Assert.Equal([("9", 0), ("10", 1)], Rows);
        Assert.Equal(1, _list.Counts.Reachable);
    }

    [Fact]
    public void Is_worth_drawing_when_a_number_or_a_moment_changes_and_not_for_a_refresh()
    {
        _list.SetUsers([Anna]);
        Assert.True(_list.Apply(new FeedBatch(1, IsReset: true, [Sample.Device(1).Of(Anna)], [])));

        Assert.False(Change(Sample.Device(1).Of(Anna) with { RefreshCount = 2 }));
        Assert.True(Change(Sample.Device(1, DeviceStatus.Offline).Of(Anna)));
        Assert.True(Change(Sample.Device(1, DeviceStatus.Offline).Of(Anna) with { LastSeen = Sample.Now }));
        Assert.True(Change(Sample.Device(1).Of(Anna)));
        Assert.True(_list.Apply(new FeedBatch(1, IsReset: false, [], [1])));
    }

    [Fact]
    public void Keeps_the_row_when_the_user_changes()
    {
        _list.SetUsers([Anna]);
        _list.Apply(new FeedBatch(1, IsReset: true, [Sample.Device(1).Of(Anna)], []));
        var row = _list.Listed[0];

        _list.SetUsers([Anna with { DisplayName = "Anna Berger" }]);

        Assert.Same(row, _list.Listed[0]);
        Assert.Equal(("Anna Berger", 1), (row.User.DisplayName, row.Reachable));
    }

    [Theory]
    [InlineData("anna", new[] { "9" })]
    [InlineData("+4989", new[] { "10" })]
    [InlineData("acme ben", new[] { "10" })]
    [InlineData("nobody", new string[0])]
    public void Finds_users_by_what_they_are_called_and_dialled(string text, string[] extensions)
    {
        _list.SetUsers([Anna, Ben]);

        _list.SetFilter(new UserFilter { Text = text });

        Assert.Equal(extensions, _list.Listed.Select(row => row.User.Extension));
    }

    [Fact]
    public void A_user_stands_as_the_most_urgent_of_his_devices_and_is_counted_once()
    {
        _list.SetUsers([Anna, Ben, Sample.User(3, "11", "Cem") with { IsEnabled = false }, Sample.User(4, "12", "Dora")]);

        _list.Apply(new FeedBatch(
            1, IsReset: true, [Sample.Device(1).Of(Anna), Sample.Device(2, DeviceStatus.Failing).Of(Anna), Sample.Device(3, DeviceStatus.Offline).Of(Ben)], []));

        Assert.Equal(
            [UserState.Failing, UserState.Offline, UserState.Disabled, UserState.NoDevice], _list.Listed.Select(row => row.State));
        Assert.Equal((4, 1, 1, 1), (_list.Counts.Found, _list.Counts.FoundReachable, _list.Counts.Of(UserState.Failing), _list.Counts.Of(UserState.Disabled)));
        Assert.Equal((2, 1), (_list.Listed[0].Devices, _list.Listed[0].Reachable));
    }

    [Fact]
    public void A_row_that_no_longer_belongs_waits_until_the_list_is_laid_anew()
    {
        _list.SetUsers([Anna, Ben]);
        _list.Apply(new FeedBatch(1, IsReset: true, [Sample.Device(1, DeviceStatus.Offline).Of(Anna)], []));
        _list.SetFilter(new UserFilter { IsReachable = false });
        Assert.Equal(2, _list.Listed.Count);

        Change(Sample.Device(1).Of(Anna));
        Assert.Equal((2, 1, 1), (_list.Listed.Count, _list.PendingChanges, _list.Counts.FoundReachable));
        Change(Sample.Device(1, DeviceStatus.Offline).Of(Anna));
        Assert.Equal(0, _list.PendingChanges);
        Change(Sample.Device(1).Of(Anna));
        _list.LayAnew();

        Assert.Equal(("10", 0), (Assert.Single(_list.Listed).User.Extension, _list.PendingChanges));
    }

    [Fact]
    public void Nobody_comes_or_goes_while_the_list_is_frozen()
    {
        _list.SetUsers([Anna, Ben]);

        _list.SetUsers([Ben with { DisplayName = "Benedikt" }, Sample.User(3, "11", "Cem")], isFrozen: true);

        Assert.Equal(["9", "10"], _list.Listed.Select(row => row.User.Extension));
        Assert.Equal(("Benedikt", 2, 2), (_list.Listed[1].User.DisplayName, _list.PendingChanges, _list.Counts.Total));
        _list.LayAnew();
        Assert.Equal(["10", "11"], _list.Listed.Select(row => row.User.Extension));
    }

    [Theory]
    [InlineData(UserSort.Extension, false, new[] { "9", "10", "11" })]
    [InlineData(UserSort.Extension, true, new[] { "11", "10", "9" })]
    [InlineData(UserSort.Name, false, new[] { "9", "10", "11" })]
    [InlineData(UserSort.State, false, new[] { "11", "10", "9" })]
    [InlineData(UserSort.Devices, false, new[] { "10", "9", "11" })]
    [InlineData(UserSort.LastSeen, true, new[] { "9", "11", "10" })]
    public void Orders_by_a_column(UserSort sort, bool isDescending, string[] extensions)
    {
        var cem = Sample.User(3, "11", "Cem");
        _list.SetUsers([cem, Anna, Ben]);
        _list.Apply(new FeedBatch(
            1,
            IsReset: true,
            [Sample.Device(1, DeviceStatus.Failing).Of(cem) with { LastSeen = Sample.Now.AddHours(-1) }, Sample.Device(2).Of(Ben)],
            []));

        _list.SetFilter(new UserFilter { Sort = sort, IsDescending = isDescending });

        Assert.Equal(extensions, _list.Listed.Select(row => row.User.Extension));
    }

    /// <summary>What a page with so many users does when it opens, when one types, and when 1,000 phones come and go. Printed; the bound is for a busy machine.</summary>
    [Fact]
    public void Stays_quick_with_100_000_users_and_300_000_devices()
    {
        var users = Enumerable.Range(0, 100_000).Select(id => Sample.User(id, $"{id}", $"User {id}")).ToList();
        var devices = Enumerable.Range(0, 300_000).Select(id => Sample.Device(id, id % 7 == 0 ? DeviceStatus.Offline : DeviceStatus.Online).Of(users[id / 3])).ToList();
        var clock = System.Diagnostics.Stopwatch.StartNew();
        void Print(string what)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{what}: {clock.Elapsed.TotalMilliseconds:0} ms");
            Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
            clock.Restart();
        }

        _list.SetUsers(users);
        Print("users read");
        _list.Apply(new FeedBatch(1, IsReset: true, devices, []));
        Print("snapshot taken");
        _list.SetFilter(new UserFilter { Text = "9999" });
        Print("one types");
        _list.SetFilter(new UserFilter { Sort = UserSort.State });
        Print("sorted by state");
        _list.Apply(new FeedBatch(2, IsReset: false, [.. devices.Take(1_000).Select(device => device with { Status = DeviceStatus.Late })], []));
        Print("1,000 changes");

        Assert.Equal(100_000, _list.Listed.Count);
    }

    private bool Change(DeviceState device) => _list.Apply(new FeedBatch(2, IsReset: false, [device], []));

    private IEnumerable<(string Extension, int Reachable)> Rows => _list.Listed.Select(row => (row.User.Extension, row.Reachable));
}
