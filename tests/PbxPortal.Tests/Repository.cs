namespace PbxPortal.Tests;

/// <summary>Where the checkout stands, found from the test's own folder upwards.</summary>
internal static class Repository
{
    /// <summary>The folder that holds <c>PbxPortal.sln</c>.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "PbxPortal.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("PbxPortal.sln was not found above the test's folder.");
    }
}
