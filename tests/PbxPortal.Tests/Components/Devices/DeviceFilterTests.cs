using PbxPortal.Components.Devices;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Devices;
using PbxPortal.Tests.Components.Fakes;

namespace PbxPortal.Tests.Components.Devices;

public sealed class DeviceFilterTests
{
    [Theory]
    [InlineData("/devices")]
    [InlineData("/devices?q=3516%20avaya")]
    [InlineData("/devices?status=disconnected")]
    [InlineData("/devices?status=failing,late&class=mobile&domain=acme.example")]
    [InlineData("/devices?sort=expires&desc=1&device=42")]
    public void An_address_that_is_read_and_written_again_shows_the_same(string address)
    {
        var filter = DeviceFilter.Parse("http://portal" + address);

        var again = DeviceFilter.Parse("http://portal" + filter.ToAddress());

        Assert.Equal(filter.ToAddress(), again.ToAddress());
        Assert.Equal(Uri.UnescapeDataString(address), Uri.UnescapeDataString(filter.ToAddress()));
    }

    [Theory]
    [InlineData("?status=nonsense&class=99&sort=7&device=x")]
    [InlineData("?status=,,&desc=yes")]
    public void Ignores_what_it_does_not_know(string query)
    {
        Assert.Equal("/devices", DeviceFilter.Parse("http://portal/devices" + query).ToAddress());
    }

    [Theory]
    [InlineData("3516@acme.example", true)]
    [InlineData("3516@ACME", true)]
    [InlineData("516@acme.example", false)]
    [InlineData("3516@globex.example", false)]
    public void Finds_a_user_by_the_address_of_record_as_the_activity_writes_it(string text, bool isFound)
    {
        var device = Sample.Device(1) with { Domain = "acme.example", ContactUri = "sip:line1@192.0.2.4:35160" };

        Assert.Equal(isFound, new DeviceFilter { Text = text }.Finds(device));
    }

    [Fact]
    public void A_facet_is_switched_on_and_off()
    {
        var on = DeviceFilter.Everything.Toggle(DeviceStatus.Late).Toggle(DeviceClass.Desk);

        var off = on.Toggle(DeviceStatus.Late).Toggle(DeviceClass.Desk);

        Assert.Equal("/devices?status=late&class=desk", Uri.UnescapeDataString(on.ToAddress()));
        Assert.Equal("/devices", off.ToAddress());
    }

    [Fact]
    public void The_same_column_again_is_the_other_way_round()
    {
        var once = DeviceFilter.Everything.SortBy(DeviceSort.User);
        var twice = once.SortBy(DeviceSort.User);
        var other = twice.SortBy(DeviceSort.Device);

        Assert.Equal([false, true, false], new[] { once, twice, other }.Select(filter => filter.IsDescending));
    }
}
