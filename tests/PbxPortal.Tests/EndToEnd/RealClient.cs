namespace PbxPortal.Tests.EndToEnd;

/// <summary>Finds a client that is installed, or skips the test and says how to get it.</summary>
internal static class RealClient
{
    public static string Find(string command, string package)
    {
        Assert.SkipWhen(
            Environment.GetEnvironmentVariable("PBXPORTAL_TESTS_WITHOUT_REAL_CLIENTS") is "1",
            "Real clients were left out on request.");
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var found = folders.Select(folder => Path.Combine(folder, command)).FirstOrDefault(File.Exists);
        Assert.SkipWhen(found is null, $"{command} is not installed. Try: apt-get install {package}");
        return found!;
    }
}
