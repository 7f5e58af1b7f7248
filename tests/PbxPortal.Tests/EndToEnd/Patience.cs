namespace PbxPortal.Tests.EndToEnd;

/// <summary>Waits for what another process does, which can only be asked again and again.</summary>
internal static class Patience
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Asks until the answer is not <c>null</c>.</summary>
    public static async Task<T> UntilAsync<T>(TimeSpan longest, Func<Task<T?>> ask, Func<string> describe)
        where T : class
    {
        var start = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(start) < longest)
        {
            if (await ask() is { } answer)
            {
                return answer;
            }

            await Task.Delay(Interval, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException($"Nothing came within {longest}. {describe()}");
    }
}
