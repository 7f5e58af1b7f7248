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
        Assert.Equal(1, _list.Reachable);
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

        _list.Search(text);

        Assert.Equal(extensions, _list.Listed.Select(row => row.User.Extension));
    }

    private bool Change(DeviceState device) => _list.Apply(new FeedBatch(2, IsReset: false, [device], []));

    private IEnumerable<(string Extension, int Reachable)> Rows => _list.Listed.Select(row => (row.User.Extension, row.Reachable));
}
