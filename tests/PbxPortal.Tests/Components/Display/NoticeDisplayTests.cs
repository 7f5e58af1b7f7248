using MudBlazor;
using PbxPortal.Components.Display;
using PbxPortal.Server.Subscriptions;

namespace PbxPortal.Tests.Components.Display;

public sealed class NoticeDisplayTests
{
    [Theory]
    [InlineData(NoticeResult.Answered, 200, "OK", "Lobby has taken it: 200 OK, after 23 ms.", Severity.Success)]
    [InlineData(NoticeResult.Answered, 489, "Bad Event", "Lobby does not do this: 489 Bad Event, after 23 ms.", Severity.Warning)]
    [InlineData(NoticeResult.Answered, 401, "Unauthorized", "Lobby wants a password for this: 401 Unauthorized, after 23 ms. Its settings can let the server tell it without one.", Severity.Warning)]
    [InlineData(NoticeResult.NotSent, 0, "The device is not registered.", "Lobby was told nothing. The device is not registered.", Severity.Error)]
    public void Says_what_the_phone_has_answered(NoticeResult result, int code, string phrase, string text, Severity severity)
    {
        var outcome = new NoticeOutcome(result, "check-sync", code, phrase, TimeSpan.FromMilliseconds(23));

        Assert.Equal(text, NoticeDisplay.Describe("Lobby", DeviceNotice.CheckSync, outcome));
        Assert.Equal(severity, NoticeDisplay.SeverityOf(outcome));
    }

    [Fact]
    public void Says_that_there_was_no_answer_and_what_it_may_mean()
    {
        var outcome = new NoticeOutcome(NoticeResult.NoAnswer, "check-sync");

        Assert.StartsWith("Lobby has not answered within 32 seconds.", NoticeDisplay.Describe("Lobby", DeviceNotice.Reboot, outcome), StringComparison.Ordinal);
        Assert.Equal(Severity.Error, NoticeDisplay.SeverityOf(outcome));
    }

    [Theory]
    [InlineData(DeviceNotice.Reboot, "as it does when a phone reboots at once")]
    [InlineData(DeviceNotice.CheckSync, "ended before an answer.")]
    public void A_connection_that_ends_means_something_else_to_a_reboot(DeviceNotice notice, string part)
    {
        var outcome = new NoticeOutcome(NoticeResult.ConnectionEnded, "check-sync");

        Assert.Contains(part, NoticeDisplay.Describe("Lobby", notice, outcome), StringComparison.Ordinal);
        Assert.Equal(Severity.Warning, NoticeDisplay.SeverityOf(outcome));
    }

    [Fact]
    public void Says_that_the_device_is_gone()
    {
        Assert.Equal("Lobby was told nothing: it is gone.", NoticeDisplay.Describe("Lobby", DeviceNotice.Reboot, outcome: null));
        Assert.Equal(Severity.Error, NoticeDisplay.SeverityOf(outcome: null));
    }

    [Theory]
    [InlineData(0.02, "0.1 ms")]
    [InlineData(0.42, "0.4 ms")]
    [InlineData(23.4, "23 ms")]
    [InlineData(1640, "1.6 s")]
    public void Writes_a_round_trip_as_people_say_it(double milliseconds, string text) =>
        Assert.Equal(text, RoundTripDisplay.TextOf(TimeSpan.FromMilliseconds(milliseconds)));
}
