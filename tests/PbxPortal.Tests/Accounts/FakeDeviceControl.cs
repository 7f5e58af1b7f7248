using System.Collections.Concurrent;
using PbxPortal.Server.Location;

namespace PbxPortal.Tests.Accounts;

/// <summary>Notes the orders that it gets.</summary>
internal sealed class FakeDeviceControl : IDeviceControl
{
    public ConcurrentQueue<string> Orders { get; } = new();

    public LogOutOrder? LastLogOut { get; private set; }

    /// <summary>Thrown by the next order.</summary>
    public Exception? Failure { get; set; }

    public Task<LogOutOutcome?> LogOutAsync(long deviceId, LogOutOrder order, CancellationToken cancellationToken)
    {
        Note($"log out {deviceId} by {order.By}");
        LastLogOut = order;
        var block = order.KeepsOut
            ? new Block(1, deviceId, 1, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch + order.KeepOutFor, order.By, order.Reason)
            : null;
        return Task.FromResult<LogOutOutcome?>(new LogOutOutcome(WasRegistered: true, ConnectionWasClosed: false, block, OtherDevices: 2));
    }

    public Task<bool> AllowAsync(long deviceId, string by, CancellationToken cancellationToken)
    {
        Note($"allow {deviceId} by {by}");
        return Task.FromResult(true);
    }

    public Task<bool> EditAsync(long deviceId, DeviceEdit edit, CancellationToken cancellationToken)
    {
        Note($"edit {deviceId}");
        return Task.FromResult(true);
    }

    public Task<bool> SetDoNotDisturbAsync(long deviceId, bool isOn, CancellationToken cancellationToken)
    {
        Note($"do not disturb {deviceId} {isOn}");
        return Task.FromResult(true);
    }

    public Task<bool> ForgetAsync(long deviceId, CancellationToken cancellationToken)
    {
        Note($"forget {deviceId}");
        return Task.FromResult(true);
    }

    private void Note(string order)
    {
        if (Failure is { } failure)
        {
            throw failure;
        }

        Orders.Enqueue(order);
    }
}
