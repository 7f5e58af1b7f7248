namespace PbxPortal.Storage;

/// <summary>The <c>Storage</c> section of appsettings.json. Read once, at start; a wrong value stops the start.</summary>
internal sealed record StorageOptions
{
    public const string SectionName = "Storage";

    /// <summary>Survives the death of the process: the log is written, the operating system brings it to the disk.</summary>
    public const string Process = "Process";

    /// <summary>Survives the loss of power too: every commit waits for the disk.</summary>
    public const string Power = "Power";

    /// <summary>The SQLite file, relative to the working directory; created with its folder.</summary>
    public string Path { get; init; } = "data/pbxportal.db";

    /// <summary><see cref="Process"/> or <see cref="Power"/>; text, so that a wrong word is reported with the other mistakes.</summary>
    public string Durability { get; init; } = Process;

    /// <summary>For how many days the activity and the finished calls are kept.</summary>
    public int ActivityDays { get; init; } = 90;

    /// <summary>The size at which the write-ahead log is folded into the database and begun anew, in megabytes.</summary>
    public int WalMegabytes { get; init; } = 64;

    /// <summary>The database stops growing here and says that the disk is full; zero: no limit but the disk.</summary>
    public int MaxMegabytes { get; init; }

    public bool SurvivesPowerLoss => string.Equals(Durability, Power, StringComparison.OrdinalIgnoreCase);
}
