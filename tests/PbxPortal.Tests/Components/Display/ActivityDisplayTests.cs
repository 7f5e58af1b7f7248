using PbxPortal.Components.Display;
using PbxPortal.Server.Activity;

namespace PbxPortal.Tests.Components.Display;

public sealed class ActivityDisplayTests
{
    [Fact]
    public void Every_kind_has_a_word_that_people_read()
    {
        Assert.All(Enum.GetValues<ActivityKind>(), kind =>
        {
            var word = ActivityDisplay.WordOf(kind);
            Assert.True(char.IsUpper(word[0]) && word[1..].All(character => char.IsLower(character) || character == ' '), word);
        });
    }

    [Fact]
    public void A_lost_connection_looks_like_the_device_without_it()
    {
        Assert.Equal("Connection lost", ActivityDisplay.WordOf(ActivityKind.ConnectionLost));
        Assert.Equal(DeviceStatusDisplay.IconOf(DeviceStatus.Disconnected), ActivityDisplay.IconOf(ActivityKind.ConnectionLost));
        Assert.Equal(DeviceStatusDisplay.ToneOf(DeviceStatus.Disconnected), ActivityDisplay.ToneOf(ActivityKind.ConnectionLost));
    }
}
