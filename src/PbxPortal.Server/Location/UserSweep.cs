using System.Runtime.CompilerServices;
using PbxPortal.Server.Directory;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Location;

/// <summary>
/// Ends the bindings that lost their right while nobody looked, because a user was disabled or deleted, a credential revoked, a
/// network forbidden: after a start, or when news was lost.
/// </summary>
internal sealed class UserSweep(UserDirectory directory, LocationTable table, FlowUse flows) : LocationChange
{
    private readonly List<Flow> _ended = [];

    public override bool HoldsWithoutStore => true;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // Runs once and for long, mostly before the runtime would optimise it.
    public override bool Apply(LocationTransaction transaction)
    {
        _ended.Clear();
        foreach (var location in table.All)
        {
            switch (directory.FindUser(location.UserId))
            {
                case null:
                    DirectoryFollowUp.Drop(transaction, location.UserId, user: null);
                    break;
                case var user:
                    DirectoryFollowUp.EndWhatMayNotStand(transaction, user, _ended);
                    break;
            }
        }

        return true;
    }

    public override void Complete(Exception? failure, Outbox outbox)
    {
        if (failure is null)
        {
            _ended.ForEach(flow => flows.CloseUnlessUsed(flow));
        }
    }
}
