namespace PbxPortal.Accounts;

/// <summary>Where to go after signing in: a page of this portal and never another site.</summary>
internal static class LocalUrl
{
    /// <returns>The URL if it is a path of ours, else the start page.</returns>
    public static string OrHome(string? url) => IsLocal(url) ? url! : "/";

    // A browser takes // and /\ for the beginning of another host, and drops control characters before it looks.
    private static bool IsLocal(string? url) =>
        url is ['/', ..]
        && url is not ['/', '/' or '\\', ..]
        && !url.Any(char.IsControl)
        && !url.StartsWith("/sign-in", StringComparison.OrdinalIgnoreCase)
        && !url.StartsWith("/sign-out", StringComparison.OrdinalIgnoreCase)
        && !url.StartsWith("/setup", StringComparison.OrdinalIgnoreCase)
        && !url.StartsWith("/welcome", StringComparison.OrdinalIgnoreCase)
        && !url.StartsWith("/access-denied", StringComparison.OrdinalIgnoreCase);
}
