using PbxPortal.Server.Location;

namespace PbxPortal.Storage;

/// <summary>The last that a part of the journal says of one id.</summary>
/// <param name="Kind">Of the last line but refreshes; <see cref="StoreWriteKind.Refresh"/> where there are only these.</param>
/// <param name="ContentAt">Where the content of what is put stands in the window.</param>
/// <param name="IsRefreshed">Whether <paramref name="Lease"/> is newer than what was put.</param>
/// <param name="FirstRow">The first row of the journal that says something of the id.</param>
internal readonly record struct FoldedWrite(
    StoreWriteKind Kind, int ContentAt, int ContentLength, bool IsRefreshed, Lease Lease, long FirstRow);
