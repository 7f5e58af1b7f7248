using System.Globalization;
using PbxPortal.Server.Devices;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Location;
using PbxPortal.Server.Qualifying;
using PbxPortal.Server.Requests;

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
        return Of(entry, user, binding, found.RoundTrip, standing);
    }

    private static DeviceState Of(DeviceEntry entry, User user, Binding? binding, TimeSpan? roundTrip, in Standing standing)
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
            ExpiresAt = lease?.ExpiresAt,
            GrantedSeconds = lease?.GrantedSeconds ?? 0,
            NextRefreshAt = lease?.RefreshedAt.AddSeconds(DeviceMoments.ExpectedInterval(lease.Value)),
            RefreshCount = lease?.RefreshCount ?? 0,
            KeptOutUntil = entry.Block?.Until,
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
            return DeviceMoments.IsLate(entry, now)
                ? (DeviceStatus.Late, binding.RegisteredAt, "refresh is overdue")
                : (IsWokenByPush(binding) ? DeviceStatus.Asleep : DeviceStatus.Online, binding.RegisteredAt, "");
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

    /// <summary>A push contact (RFC 8599) that is woken when needed and may well not answer in between.</summary>
    private static bool IsWokenByPush(Binding binding) =>
        binding.ContactUri.Contains(";pn-prid=", StringComparison.OrdinalIgnoreCase)
        || binding.ContactUri.Contains(";pn-tok=", StringComparison.OrdinalIgnoreCase);

    private static string Describe(BindingEnd end) => end switch
    {
        BindingEnd.LoggedOut => "logged out",
        BindingEnd.Expired => "expired",
        BindingEnd.ForcedOut => "logged out here",
        BindingEnd.Replaced => "replaced by another device",
        BindingEnd.CredentialRevoked => "its password was revoked",
        BindingEnd.NoLongerAllowed => "not allowed from there any more",
        _ => "the user was disabled",
    };

    /// <param name="IsSilent">It leaves OPTIONS unanswered.</param>
    private readonly record struct Standing(DeviceStatus Status, DateTimeOffset Since, string Reason, bool IsSilent = false);
}
