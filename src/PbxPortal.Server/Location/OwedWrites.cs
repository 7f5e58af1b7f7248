namespace PbxPortal.Server.Location;

/// <summary>What time alone has changed while the store could not write; goes along with the next commit.</summary>
/// <remarks>Confined to the turn of the location service. Bounded by the number of bindings that can expire.</remarks>
internal sealed class OwedWrites
{
    private readonly StoreBatch _owed = new();

    /// <summary>Adds what happened later than all that is owed so far.</summary>
    public void Keep(StoreBatch batch) => _owed.Append(batch);

    /// <summary>In front of the batch's own: what is owed happened before what the group did.</summary>
    public void PutInto(StoreBatch batch)
    {
        if (!_owed.IsEmpty)
        {
            batch.Prepend(_owed);
        }
    }

    public void Clear() => _owed.Clear();
}
