namespace PbxPortal.Storage;

/// <summary>Reads moments as they are stored: milliseconds since 1970.</summary>
internal static class StoredMoment
{
    public static DateTimeOffset Of(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    public static DateTimeOffset? Of(long? milliseconds) => milliseconds is { } known ? Of(known) : null;
}
