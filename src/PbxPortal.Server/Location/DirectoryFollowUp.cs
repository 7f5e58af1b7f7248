using PbxPortal.Server.Activity;
using PbxPortal.Server.Devices;
using PbxPortal.Server.Directory;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Location;

/// <summary>
/// What a change of users means for their devices: those of a disabled or deleted user end at once, and the rows of a renamed
/// one are told anew.
/// </summary>
internal sealed class DirectoryFollowUp(DirectoryChange change) : LocationChange
{
    /// <summary>Whoever was disabled stays disabled, whatever the disk does.</summary>
    public override bool HoldsWithoutStore => true;

    public override bool Apply(LocationTransaction transaction)
    {
        foreach (var user in change.Users)
        {
            if (!user.IsEnabled)
            {
                EndAll(transaction, user.Id, "the user was disabled");
            }

            Retell(transaction, user.Id);
        }

        foreach (var userId in change.RemovedUserIds)
        {
            Drop(transaction, userId, change.RemovedUsers.FirstOrDefault(user => user.Id == userId));
        }

        foreach (var user in change.Domains.SelectMany(domain => transaction.Directory.UsersOf(domain.Id)))
        {
            Retell(transaction, user.Id);
        }

        return true;
    }

    public override void Complete(Exception? failure, Outbox outbox)
    {
    }

    internal static void EndAll(LocationTransaction transaction, long userId, string reason)
    {
        foreach (var entry in transaction.LocationOf(userId).Devices)
        {
            transaction.End(entry, BindingEnd.UserGone, reason);
        }
    }

    /// <summary>The database has dropped the devices with their user already; what is left is to say so.</summary>
    internal static void Drop(LocationTransaction transaction, long userId, User? user)
    {
        foreach (var entry in transaction.LocationOf(userId).Devices)
        {
            if (entry.Binding is { } binding)
            {
                transaction.Record(user, ActivityKind.UserGone, entry.Device, binding.Source, "the user was deleted");
            }

            transaction.Remove(entry);
        }
    }

    private static void Retell(LocationTransaction transaction, long userId)
    {
        foreach (var entry in transaction.LocationOf(userId).Devices)
        {
            transaction.Put(entry);
        }
    }
}
