using System.Globalization;
using PbxPortal.BrowserTests.Running;
using Xunit.MicrosoftTestingPlatform;

namespace PbxPortal.BrowserTests;

/// <summary>
/// Runs the tests; as <c>screenshots FOLDER</c> it draws the pictures of the README instead, as <c>watch ADDRESS ACCOUNT COUNT</c> it
/// only looks at a server.
/// </summary>
internal static class Program
{
    /// <summary>Where there is no browser, every test is skipped, and that is no failure (exit code 8, "zero tests ran").</summary>
    private static string[] ForSkipped => Chromium.Program is null ? ["--ignore-exit-code", "8"] : [];

    public static Task<int> Main(string[] args) => args switch
    {
        ["screenshots", var folder] => Screenshots.DrawAsync(folder),
        ["watch", var address, var account, var count] =>
            Watchers.WatchAsync(address, account, int.Parse(count, CultureInfo.InvariantCulture)),
        _ => TestPlatformTestFramework.RunAsync([.. args, .. ForSkipped], SelfRegisteredExtensions.AddSelfRegisteredExtensions),
    };
}
