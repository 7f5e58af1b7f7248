using PbxPortal.Server.Directory;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Location;

/// <summary>Ends the bindings of users who were disabled or deleted while nobody looked: after a start, or when news was lost.</summary>
internal sealed class UserSweep(UserDirectory directory, LocationTable table) : LocationChange
{
    public override bool HoldsWithoutStore => true;

    public override bool Apply(LocationTransaction transaction)
    {
        foreach (var location in table.All)
        {
            switch (directory.FindUser(location.UserId))
            {
                case null:
                    DirectoryFollowUp.Drop(transaction, location.UserId, user: null);
                    break;
                case { IsEnabled: false }:
                    DirectoryFollowUp.EndAll(transaction, location.UserId, "the user was disabled");
                    break;
            }
        }

        return true;
    }

    public override void Complete(Exception? failure, Outbox outbox)
    {
    }
}
