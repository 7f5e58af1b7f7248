using System.Security.Claims;
using PbxPortal.Administration;
using PbxPortal.Server.Location;
using PbxPortal.Server.Subscriptions;

namespace PbxPortal.Tests.Components.Fakes;

/// <summary>Writes down what it was asked, and answers what the test says.</summary>
internal sealed class FakeDeviceAdministration : IDeviceAdministration
{
    public List<string> Asked { get; } = [];

    public LogOutOutcome? Outcome { get; set; } = new(WasRegistered: true, ConnectionWasClosed: true, Block: null, OtherDevices: 2);

    public Exception? Failure { get; set; }

    public Task<LogOutOutcome?> LogOutAsync(ClaimsPrincipal who, long deviceId, KeepOut keepOut, CancellationToken cancellationToken) =>
        AnswerAsync($"log out {deviceId} {keepOut}", Outcome);

    public Task<bool> AllowAsync(ClaimsPrincipal who, long deviceId, CancellationToken cancellationToken) =>
        AnswerAsync($"allow {deviceId}", true);

    public Task<bool> EditAsync(ClaimsPrincipal who, long deviceId, DeviceEdit edit, CancellationToken cancellationToken) =>
        AnswerAsync($"edit {deviceId} '{edit.Name}' '{edit.Remark}' {edit.Class}", true);

    public Task<bool> SetDoNotDisturbAsync(ClaimsPrincipal who, long deviceId, bool isOn, CancellationToken cancellationToken) =>
        AnswerAsync($"do not disturb {deviceId} {isOn}", true);

    public Task<bool> ForgetAsync(ClaimsPrincipal who, long deviceId, CancellationToken cancellationToken) =>
        AnswerAsync($"forget {deviceId}", true);

    public NoticeOutcome? Notice { get; set; } = new(NoticeResult.Answered, "check-sync", 200, "OK", TimeSpan.FromMilliseconds(23));

    public Task<NoticeOutcome?> NotifyAsync(ClaimsPrincipal who, long deviceId, DeviceNotice notice, CancellationToken cancellationToken) =>
        AnswerAsync($"notify {deviceId} {notice}", Notice);

    private Task<T> AnswerAsync<T>(string asked, T answer)
    {
        Asked.Add(asked);
        return Failure is { } failure ? Task.FromException<T>(failure) : Task.FromResult(answer);
    }
}
