using System.Globalization;
using PbxPortal.Server.Devices;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Location;
using PbxPortal.Server.Qualifying;
using PbxPortal.Server.Requests;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Activity;

/// <summary>Makes the row of a device out of what the location service and OPTIONS know of it. A pure function.</summary>
internal static class DeviceStates
{
    /// <param name="now">Milliseconds on the monotonic clock.</param>
    public static DeviceState Of(DeviceEntry entry, User user, ReachTable reach, long now, DateTimeOffset utcNow)
    {
        var binding = entry.LiveBinding(now);
        var found = binding is null || user.Domain.QualifySeconds is null ? default : reach.Summarize(binding);
        var registered = StatusOf(entry, binding, now, utcNow);
        var standing = found.IsSilent && registered.Status == DeviceStatus.Online
            ? new Standing(DeviceStatus.Late, found.AnsweredAt ?? registered.Since, "does not answer", IsSilent: true)
            : new Standing(registered.Status, registered.Since, registered.Reason);
        DateTimeOffset? endsAt = binding is null ? null : EndOf(binding, now, utcNow);
        return Of(entry, user, binding, endsAt, found.RoundTrip, standing);
    }

    private static DeviceState Of(
        DeviceEntry entry, User user, Binding? binding, DateTimeOffset? endsAt, TimeSpan? roundTrip, in Standing standing)
    {
        var device = entry.Device;
        var lease = binding?.Lease;
        return new DeviceState
        {
            DeviceId = device.Id,
            UserId = user.Id,
            DomainId = user.Domain.Id,
            Domain = user.Domain.Name,
            Extension = user.Extension,
            DisplayName = user.DisplayName,
            Class = device.Class,
            ClassIsOverruled = device.ClassIsOverruled,
            Product = device.Product,
            UserAgent = device.UserAgent,
            CredentialId = entry.IsTransient ? null : device.CredentialId,
            Name = device.Name,
            Remark = device.Remark,
            DoNotDisturb = device.DoNotDisturb,
            Status = standing.Status,
            Since = standing.Since,
            Reason = standing.Reason,
            Source = entry.Source,
            Transport = binding?.Transport,
            ContactUri = binding?.ContactUri ?? "",
            FirstSeen = device.FirstSeen,
            LastSeen = lease?.RefreshedAt ?? device.LastSeen,
            RegisteredAt = binding?.RegisteredAt,
            RefreshedAt = lease?.RefreshedAt,
            ExpiresAt = endsAt,
            GrantedSeconds = lease?.GrantedSeconds ?? 0,
            NextRefreshAt = lease?.RefreshedAt.AddSeconds(DeviceMoments.ExpectedInterval(lease.Value)),
            RefreshCount = lease?.RefreshCount ?? 0,
            KeptOutUntil = entry.Block?.Until,
            HasLostConnection = binding is { IsReachable: false },
            RoundTrip = roundTrip,
            IsSilent = standing.IsSilent,
            HasFlow = OwnRequests.LiveFlowOf(binding) is not null,
        };
    }

    private static (DeviceStatus Status, DateTimeOffset Since, string Reason) StatusOf(
        DeviceEntry entry, Binding? binding, long now, DateTimeOffset utcNow)
    {
        if (entry.Block is { } block && block.IsInForce(utcNow))
        {
            return (DeviceStatus.KeptOut, block.CreatedAt, $"by {block.By}");
        }

        if (binding is not null)
        {
            return StatusOf(binding, now);
        }

        if (entry.Failure is { } failure)
        {
            var tries = failure.Count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $", {failure.Count} tries");
            return (DeviceStatus.Failing, failure.Since, failure.Reason + tries);
        }

        return entry.Device.LastEnd is { } end
            ? (DeviceStatus.Offline, entry.Device.LastSeen, Describe(end))
            : (DeviceStatus.NeverSeen, entry.Device.FirstSeen, "");
    }

    /// <summary>When its time runs out, or before that the patience with a device that has lost its connection.</summary>
    private static DateTimeOffset EndOf(Binding binding, long now, DateTimeOffset utcNow)
    {
        var lease = binding.Lease;
        return binding.Loss is { } loss && loss.EndsAt < lease.Deadline ? utcNow.AddMilliseconds(loss.EndsAt - now) : lease.ExpiresAt;
    }

    private static (DeviceStatus Status, DateTimeOffset Since, string Reason) StatusOf(Binding binding, long now)
    {
        if (binding.Loss is { } loss)
        {
            // An app that waits for push lets its connection go; that is how it is meant.
            return binding.IsWokenByPush
                ? (DeviceStatus.Asleep, loss.Since, "")
                : (DeviceStatus.Disconnected, loss.Since, loss.Reason);
        }

        if (DeviceMoments.LateAt(binding.Lease) <= now)
        {
            return (DeviceStatus.Late, binding.RegisteredAt, "refresh is overdue");
        }

        // Over UDP nobody knows whether the app is awake; a connection that stands says that it is.
        var isAsleep = binding.Transport == TransportProtocol.Udp && binding.IsWokenByPush;
        return (isAsleep ? DeviceStatus.Asleep : DeviceStatus.Online, binding.RegisteredAt, "");
    }

    private static string Describe(BindingEnd end) => end switch
    {
        BindingEnd.LoggedOut => "logged out",
        BindingEnd.Expired => "expired",
        BindingEnd.ForcedOut => "logged out here",
        BindingEnd.Replaced => "replaced by another device",
        BindingEnd.CredentialRevoked => "its password was revoked",
        BindingEnd.NoLongerAllowed => "not allowed from there any more",
        BindingEnd.ConnectionLost => "connection lost",
        _ => "the user was disabled",
    };

    /// <param name="IsSilent">It leaves OPTIONS unanswered.</param>
    private readonly record struct Standing(DeviceStatus Status, DateTimeOffset Since, string Reason, bool IsSilent = false);
}
