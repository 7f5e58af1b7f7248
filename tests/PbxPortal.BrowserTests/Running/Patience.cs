namespace PbxPortal.BrowserTests.Running;

/// <summary>Waits for what another process does, which can only be asked again and again.</summary>
internal static class Patience
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    public static async Task UntilAsync(Func<Task<bool>> ask, Func<string> describe)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await ask())
        {
            if (TimeProvider.System.GetElapsedTime(start) > Longest)
            {
                throw new TimeoutException(describe());
            }

            await Task.Delay(Interval, TestContext.Current.CancellationToken);
        }
    }
}
