namespace PbxPortal.Storage;

/// <summary>The database was written by a newer PbxPortal; this one would damage what it does not know.</summary>
internal sealed class DatabaseFromNewerVersionException(string path, string found, string known)
    : Exception(
        $"The database {path} is from a newer version of PbxPortal: it has the migration {found}, this program knows up to {known}. "
        + "Start the newer program, or restore a backup that was made before the update.")
{
    public string Found { get; } = found;

    public string Known { get; } = known;
}
