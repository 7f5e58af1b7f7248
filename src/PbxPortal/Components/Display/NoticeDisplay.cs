using System.Globalization;
using MudBlazor;
using PbxPortal.Server.Subscriptions;

namespace PbxPortal.Components.Display;

/// <summary>Says in words what came of telling a device.</summary>
public static class NoticeDisplay
{
    /// <param name="label">The device and its user.</param>
    /// <param name="outcome"><c>null</c>: the device is gone.</param>
    public static string Describe(string label, DeviceNotice notice, NoticeOutcome? outcome) => outcome switch
    {
        null => $"{label} was told nothing: it is gone.",
        { Result: NoticeResult.NotSent } => $"{label} was told nothing. {outcome.ReasonPhrase}",
        { Result: NoticeResult.NoAnswer } => $"{label} has not answered within 32 seconds. It may be off, or a firewall is between.",
        { Result: NoticeResult.ConnectionEnded } when notice == DeviceNotice.Reboot =>
            $"The connection of {label} ended before an answer, as it does when a phone reboots at once. Watch whether it comes back.",
        { Result: NoticeResult.ConnectionEnded } => $"The connection of {label} ended before an answer.",
        { IsAccepted: true } => $"{label} has taken it: {AnswerOf(outcome)}.",
        { StatusCode: 401 or 407 } =>
            $"{label} wants a password for this: {AnswerOf(outcome)}. Its settings can let the server tell it without one.",
        _ => $"{label} does not do this: {AnswerOf(outcome)}.",
    };

    public static Severity SeverityOf(NoticeOutcome? outcome) => outcome switch
    {
        { IsAccepted: true } => Severity.Success,
        { Result: NoticeResult.Answered or NoticeResult.ConnectionEnded } => Severity.Warning,
        _ => Severity.Error,
    };

    private static string AnswerOf(NoticeOutcome outcome)
    {
        var answer = string.Create(CultureInfo.InvariantCulture, $"{outcome.StatusCode} {outcome.ReasonPhrase}").TrimEnd();
        return outcome.RoundTrip is { } roundTrip ? $"{answer}, after {RoundTripDisplay.TextOf(roundTrip)}" : answer;
    }
}
