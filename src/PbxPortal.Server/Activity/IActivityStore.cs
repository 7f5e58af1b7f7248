namespace PbxPortal.Server.Activity;

/// <summary>The history behind the activity page.</summary>
public interface IActivityStore
{
    /// <summary>Writes what is not part of a binding's change, refusals above all.</summary>
    Task AppendAsync(IReadOnlyList<ActivityEntry> entries, CancellationToken cancellationToken);
}
