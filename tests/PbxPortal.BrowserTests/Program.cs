using System.Globalization;
using PbxPortal.BrowserTests.Measuring;
using PbxPortal.BrowserTests.Running;
using Xunit.MicrosoftTestingPlatform;

namespace PbxPortal.BrowserTests;

/// <summary>
/// Runs the tests; as <c>screenshots FOLDER</c> it draws the pictures of the README instead, with <c>all</c> behind it every page in both themes and
/// both widths; as <c>watch ADDRESS ACCOUNT COUNT</c> it only looks at a server; as <c>live ADDRESS ACCOUNT COUNT CUT</c> and
/// <c>large ADDRESS ACCOUNT</c> it measures what readers see.
/// </summary>
internal static class Program
{
    /// <summary>Where there is no browser, every test is skipped, and that is no failure (exit code 8, "zero tests ran").</summary>
    private static string[] ForSkipped => Chromium.Program is null ? ["--ignore-exit-code", "8"] : [];

    public static Task<int> Main(string[] args) => args switch
    {
        ["screenshots", var folder] => Screenshots.DrawAsync(folder, all: false),
        ["screenshots", var folder, "all"] => Screenshots.DrawAsync(folder, all: true),
        ["watch", var address, var account, var count] =>
            Watchers.WatchAsync(address, account, int.Parse(count, CultureInfo.InvariantCulture)),
        ["live", var address, var account, var count, var cut] when Chromium.Program is not null => LiveMeasurement.RunAsync(
            new LiveArguments(address, account, int.Parse(count, CultureInfo.InvariantCulture), int.Parse(cut, CultureInfo.InvariantCulture))),
        ["large", var address, var account] when Chromium.Program is not null => LargeListMeasurement.RunAsync(address, account),
        _ => TestPlatformTestFramework.RunAsync([.. args, .. ForSkipped], SelfRegisteredExtensions.AddSelfRegisteredExtensions),
    };
}
