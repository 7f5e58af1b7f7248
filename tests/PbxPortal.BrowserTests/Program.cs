using PbxPortal.BrowserTests.Running;
using Xunit.MicrosoftTestingPlatform;

namespace PbxPortal.BrowserTests;

/// <summary>Runs the tests; as <c>screenshots FOLDER</c> it draws the pictures of the README instead.</summary>
internal static class Program
{
    /// <summary>Where there is no browser, every test is skipped, and that is no failure (exit code 8, "zero tests ran").</summary>
    private static string[] ForSkipped => Chromium.Program is null ? ["--ignore-exit-code", "8"] : [];

    public static Task<int> Main(string[] args) => args is ["screenshots", var folder]
        ? Screenshots.DrawAsync(folder)
        : TestPlatformTestFramework.RunAsync([.. args, .. ForSkipped], SelfRegisteredExtensions.AddSelfRegisteredExtensions);
}
