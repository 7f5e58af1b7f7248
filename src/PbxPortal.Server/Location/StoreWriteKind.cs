namespace PbxPortal.Server.Location;

/// <summary>What one line of a group commit does. The numbers are stored, so they are never changed.</summary>
public enum StoreWriteKind : byte
{
    /// <summary>Insert a device, or replace it whole by id.</summary>
    PutDevice = 1,

    /// <summary>Insert a binding with its lease, or replace it whole by id.</summary>
    PutBinding = 2,

    /// <summary>Replace the lease of a binding.</summary>
    Refresh = 3,
    RemoveBinding = 4,
    PutBlock = 5,
    RemoveBlock = 6,

    /// <summary>Forget a device with all that belongs to it.</summary>
    RemoveDevice = 7,
    AddActivity = 8,
}
