using PbxPortal.Server.Directory;

namespace PbxPortal.Server.Location;

/// <summary>After a start: ends the bindings of users who were disabled or deleted while the process was down.</summary>
internal sealed class UserSweep(UserDirectory directory, LocationTable table) : LocationChange
{
    public override bool Apply(LocationTransaction transaction)
    {
        foreach (var location in table.All)
        {
            if (directory.FindUser(location.UserId) is not { IsEnabled: true })
            {
                DirectoryFollowUp.EndAll(transaction, location.UserId, "the user was disabled or deleted");
            }
        }

        return true;
    }

    public override void Complete(Exception? failure)
    {
    }
}
