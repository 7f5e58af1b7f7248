using System.Runtime.CompilerServices;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Devices;
using PbxPortal.Server.Directory;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Location;

/// <summary>
/// What a change of users means for their devices: those of a disabled or deleted user end at once, and so do those whose
/// credential was revoked, or that come from where the user's phones may no longer come from; the rows of a renamed one are told
/// anew.
/// </summary>
internal sealed class DirectoryFollowUp(DirectoryChange change, FlowUse flows) : LocationChange
{
    private readonly List<Flow> _ended = [];

    /// <summary>Whoever was disabled stays disabled, whatever the disk does.</summary>
    public override bool HoldsWithoutStore => true;

    public override bool Apply(LocationTransaction transaction)
    {
        _ended.Clear();
        foreach (var user in change.Users)
        {
            EndWhatMayNotStand(transaction, user, _ended);
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

    /// <summary>Whoever has lost the right to register loses the connection as well.</summary>
    public override void Complete(Exception? failure, Outbox outbox)
    {
        if (failure is null)
        {
            _ended.ForEach(flow => flows.CloseUnlessUsed(flow));
        }
    }

    /// <param name="ended">Gets what the ended bindings came over.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // A start asks it of everybody.
    internal static void EndWhatMayNotStand(LocationTransaction transaction, User user, List<Flow> ended)
    {
        foreach (var entry in transaction.LocationOf(user.Id).Devices)
        {
            if (entry.Binding is { } binding && WhyItEnds(user, entry.Device, binding) is var (end, reason))
            {
                End(transaction, entry, end, reason, ended);
            }
        }

        if (user.MayRegisterOthers)
        {
            EndWhatItRegisteredForOthers(transaction, user, ended);
        }
    }

    private static void EndWhatItRegisteredForOthers(LocationTransaction transaction, User user, List<Flow> ended)
    {
        var revoked = user.Credentials.Where(credential => credential.IsRevoked).ToDictionary(credential => credential.Id);
        if (revoked.Count == 0)
        {
            return;
        }

        foreach (var other in transaction.Directory.UsersOf(user.Domain.Id))
        {
            foreach (var entry in transaction.LocationOf(other.Id).Devices)
            {
                if (entry.Binding is not null && revoked.TryGetValue(entry.Device.CredentialId, out var credential))
                {
                    End(transaction, entry, BindingEnd.CredentialRevoked, DescribeRevoked(credential), ended);
                }
            }
        }
    }

    private static void End(LocationTransaction transaction, DeviceEntry entry, BindingEnd end, string reason, List<Flow> ended)
    {
        if (entry.Binding is { NeedsConnection: true, Connection: { } flow })
        {
            ended.Add(flow);
        }

        transaction.End(entry, end, reason);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // A start asks it of everybody.
    private static (BindingEnd End, string Reason)? WhyItEnds(User user, Device device, Binding binding)
    {
        if (!user.IsEnabled)
        {
            return (BindingEnd.UserGone, "the user was disabled");
        }

        if (user.FindCredential(device.CredentialId) is { IsRevoked: true } revoked)
        {
            return (BindingEnd.CredentialRevoked, DescribeRevoked(revoked));
        }

        if (!user.MayComeFrom(binding.Peer))
        {
            return (BindingEnd.NoLongerAllowed, AllowedWay.DescribeNetworks(user));
        }

        return user.MayUse(binding.Transport) ? null : (BindingEnd.NoLongerAllowed, AllowedWay.DescribeTransports(user));
    }

    private static string DescribeRevoked(Credential credential) => $"the password was revoked: {AllowedWay.NameOf(credential)}";

    /// <summary>The database has dropped the devices with their user already; what is left is to say so.</summary>
    internal static void Drop(LocationTransaction transaction, long userId, User? user)
    {
        foreach (var entry in transaction.LocationOf(userId).Devices)
        {
            if (entry.Binding is { } binding)
            {
                transaction.Record(user, ActivityKind.UserGone, entry.Device, binding, "the user was deleted");
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
