using PbxPortal.Server.Subscriptions;

namespace PbxPortal.Tests.Accounts;

/// <summary>Writes down what devices were told, and answers what the test says.</summary>
internal sealed class FakeDeviceNotifier : IDeviceNotifier
{
    public List<string> Notices { get; } = [];

    public NoticeOutcome? Outcome { get; set; } =
        new(NoticeResult.Answered, "check-sync;reboot=true", 200, "OK", TimeSpan.FromMilliseconds(12.3));

    public Task<NoticeOutcome?> NotifyAsync(long deviceId, DeviceNotice notice, CancellationToken cancellationToken)
    {
        Notices.Add($"{notice} {deviceId}");
        return Task.FromResult(Outcome);
    }
}
