namespace PbxPortal.BrowserTests;

public sealed class SmokeTests
{
    [Fact]
    public void The_browser_tests_know_where_Chromium_is()
    {
        Assert.True(File.Exists("/usr/bin/chromium"));
    }
}
