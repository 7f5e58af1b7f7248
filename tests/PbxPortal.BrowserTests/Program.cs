using PbxPortal.BrowserTests.Running;
using Xunit.MicrosoftTestingPlatform;

namespace PbxPortal.BrowserTests;

/// <summary>Runs the tests; as <c>screenshots FOLDER</c> it draws the pictures of the README instead.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args) => args is ["screenshots", var folder]
        ? Screenshots.DrawAsync(folder)
        : TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
}
