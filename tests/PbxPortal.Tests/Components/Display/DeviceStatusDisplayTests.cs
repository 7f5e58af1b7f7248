using PbxPortal.Components.Display;
using PbxPortal.Server.Activity;
using PbxPortal.Tests.Components.Fakes;

namespace PbxPortal.Tests.Components.Display;

public sealed class DeviceStatusDisplayTests
{
    [Theory]
    [InlineData(DeviceStatus.Failing, "Failing", "failing")]
    [InlineData(DeviceStatus.Late, "Late", "late")]
    [InlineData(DeviceStatus.Online, "Online", "online")]
    [InlineData(DeviceStatus.Asleep, "Asleep", "asleep")]
    [InlineData(DeviceStatus.KeptOut, "Kept out", "kept-out")]
    [InlineData(DeviceStatus.Offline, "Offline", "offline")]
    [InlineData(DeviceStatus.NeverSeen, "Never seen", "offline")]
    public void Each_status_has_a_word_and_a_colour(DeviceStatus status, string word, string tone)
    {
        var display = DeviceStatusDisplay.Of(Sample.Device(1, status));

        Assert.Equal((word, tone), (display.Word, display.Tone));
    }

    [Fact]
    public void No_two_statuses_share_an_icon()
    {
        var icons = Enum.GetValues<DeviceStatus>().Select(DeviceStatusDisplay.IconOf);

        Assert.Equal(Enum.GetValues<DeviceStatus>().Length, icons.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Online_says_since_when()
    {
        var display = DeviceStatusDisplay.Of(Sample.Device(1));

        Assert.Equal(("since", Sample.Now.AddHours(-1), MomentStyle.Clock), (display.Before, display.At, display.Style));
    }

    [Fact]
    public void Late_says_how_long_the_refresh_is_due()
    {
        var display = DeviceStatusDisplay.Of(Sample.Device(1, DeviceStatus.Late));

        Assert.Equal(("refresh due", MomentStyle.Relative), (display.Before, display.Style));
    }

    [Fact]
    public void Late_says_since_when_it_has_not_answered_where_that_is_the_reason()
    {
        var display = DeviceStatusDisplay.Of(Sample.Device(1, DeviceStatus.Late) with { IsSilent = true });

        Assert.Equal(("no answer since", Sample.Now.AddHours(-1), MomentStyle.Clock), (display.Before, display.At, display.Style));
    }

    [Fact]
    public void Failing_says_why()
    {
        var display = DeviceStatusDisplay.Of(Sample.Device(1, DeviceStatus.Failing) with { Reason = "wrong password, 14 tries" });

        Assert.Equal(("wrong password, 14 tries", null), (display.Before, display.At));
    }

    [Fact]
    public void Kept_out_says_until_when_and_by_whom()
    {
        var device = Sample.Device(1, DeviceStatus.KeptOut) with { Reason = "by anna", KeptOutUntil = Sample.Now.AddHours(1) };

        var display = DeviceStatusDisplay.Of(device);

        Assert.Equal(("until", Sample.Now.AddHours(1), ", by anna"), (display.Before, display.At, display.After));
    }

    [Fact]
    public void Kept_out_without_an_end_says_that_somebody_must_allow_it()
    {
        var display = DeviceStatusDisplay.Of(Sample.Device(1, DeviceStatus.KeptOut) with { Reason = "by anna" });

        Assert.Equal(("until allowed, by anna", null), (display.Before, display.At));
    }
}
