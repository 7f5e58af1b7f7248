namespace PbxPortal.BrowserTests.Running;

/// <summary>Where the checkout stands, found from the test's own folder upwards.</summary>
internal static class Repository
{
    /// <summary>The folder that holds <c>PbxPortal.sln</c>.</summary>
    public static string Root { get; } = Find();

    /// <summary>The program of the same build as this test.</summary>
    public static string Program
    {
        get
        {
            var framework = new DirectoryInfo(AppContext.BaseDirectory);
            return Path.Combine(Root, "src", "PbxPortal", "bin", framework.Parent!.Name, framework.Name, "PbxPortal.dll");
        }
    }

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
