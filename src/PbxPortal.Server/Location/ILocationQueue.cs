namespace PbxPortal.Server.Location;

/// <summary>The way into the location service's loop for the other chapters of the server.</summary>
internal interface ILocationQueue
{
    /// <summary>Adds and wakes the loop. When too many wait, the change is completed with that failure at once.</summary>
    void Post(LocationChange change);

    /// <summary>Adds without waking the loop; <c>false</c>: too many wait. <see cref="Wake"/> follows the last of several.</summary>
    bool TryAdd(LocationChange change);

    /// <summary>Has what was added done: wakes the loop, or makes its turn here and now. Not to be called while holding a lock.</summary>
    void Wake();
}
