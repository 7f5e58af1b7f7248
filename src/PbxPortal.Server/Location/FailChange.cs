using System.Text;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Devices;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Location;

/// <summary>
/// Shows on its row that a device does not get in. A device that never registered gets a row in memory, so that the help desk
/// sees the phone that is being set up; few per user, for the sender is not proved.
/// </summary>
internal sealed class FailChange(ActivityEntry refusal, FailingDevice failing) : LocationChange
{
    private const int MaxTransientPerUser = 3;
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(15);

    public override bool HoldsWithoutStore => true;

    public override bool Apply(LocationTransaction transaction)
    {
        if (failing.Identity.Bytes.IsEmpty || transaction.Directory.FindUser(refusal.UserId!.Value) is not { } user)
        {
            return false;
        }

        var location = transaction.LocationOf(user.Id);
        var entry = location.Devices.FirstOrDefault(known => known.Device.IdentityText == failing.Identity);
        if (entry is null && location.Devices.Count(known => known.IsTransient) >= MaxTransientPerUser)
        {
            return false;
        }

        // Somebody else's guesses must not make a phone look broken that is registered and well.
        if (transaction.LiveBinding(entry) is not null)
        {
            return false;
        }

        entry ??= new DeviceEntry(NewDevice(transaction, user.Id)) { IsTransient = true };
        transaction.Put(entry with { Failure = FailureOf(transaction, entry.Failure) });
        return true;
    }

    public override void Complete(Exception? failure, Outbox outbox)
    {
    }

    private Device NewDevice(LocationTransaction transaction, long userId) => new()
    {
        Id = transaction.TakeId(),
        UserId = userId,
        Identity = "",
        IdentityText = failing.Identity, // Instead of the former, which would make a string of it and bytes again.
        Class = failing.Class,
        Product = failing.Product,
        UserAgent = failing.UserAgent,
        FirstSeen = transaction.UtcNow,
        LastSeen = transaction.UtcNow,
        LastPlace = new DevicePlace(Encoding.UTF8.GetBytes(refusal.Source), default),
    };

    private RegistrationFailure FailureOf(LocationTransaction transaction, RegistrationFailure? earlier)
    {
        var isSame = string.Equals(earlier?.Reason, refusal.Reason, StringComparison.Ordinal);
        return new RegistrationFailure(
            refusal.Reason,
            (isSame ? earlier!.Count : 0) + refusal.Count,
            isSame ? earlier!.Since : refusal.At,
            refusal.At,
            transaction.Now + (long)Memory.TotalMilliseconds);
    }
}
