using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace PbxPortal.Tests.EndToEnd;

/// <summary>The whole program as a process of its own, ready to register phones.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    private readonly ChildProcess _process;
    private readonly HttpClient _http;

    private ServerProcess(ChildProcess process, HttpClient http)
    {
        _process = process;
        _http = http;
    }

    /// <summary>What the API is asked with; the same key is good after a restart.</summary>
    public string ApiKey
    {
        set => _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", value);
    }

    public string Everything => _process.Everything;

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public static async Task<ServerProcess> StartAsync(ServerHome home)
    {
        var process = ChildProcess.Start("dotnet", [ServerHome.Program], home.Folder, home.Environment);
        var http = new HttpClient { BaseAddress = home.Portal };
        var server = new ServerProcess(process, http);
        try
        {
            await Patience.UntilAsync(LongestStart, server.AskWhetherReadyAsync, () => process.Everything);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async Task<IReadOnlyList<RegistrationRow>> RegistrationsAsync() =>
        await _http.GetFromJsonAsync<List<RegistrationRow>>(
            $"/api/v1/registrations?domain={ServerHome.Domain}",
            TestContext.Current.CancellationToken) ?? [];

    /// <summary>Asks until a device of that user is registered, or none is.</summary>
    public Task<IReadOnlyList<RegistrationRow>> WaitUntilAsync(string extension, bool isRegistered, Func<string> describe) =>
        Patience.UntilAsync(
            LongestWait,
            async () =>
            {
                var rows = (await RegistrationsAsync()).Where(row => string.Equals(row.Extension, extension, StringComparison.Ordinal));
                IReadOnlyList<RegistrationRow> registered = [.. rows.Where(row => row.IsRegistered)];
                return registered.Count > 0 == isRegistered ? registered : null;
            },
            () => $"The client wrote:\n{describe()}\nThe server wrote:\n{Everything}");

    /// <summary>Asks until so many devices of that user are registered.</summary>
    public Task WaitForDevicesAsync(string extension, int count) => Patience.UntilAsync(
        LongestWait,
        async () =>
        {
            var rows = await RegistrationsAsync();
            return rows.Count(row => row.IsRegistered && string.Equals(row.Extension, extension, StringComparison.Ordinal)) >= count ? rows : null;
        },
        () => $"The server wrote:\n{Everything}");

    /// <summary>The one live call of this Call-ID, as soon as it is as it should be.</summary>
    public Task<CallEntry> WaitForCallAsync(string callId, Func<CallEntry, bool> isAsItShouldBe) => WaitForCallAsync("/api/v1/calls", callId, isAsItShouldBe);

    /// <summary>What is kept of a call that is over; it is stored a moment later.</summary>
    public Task<CallEntry> WaitForFinishedCallAsync(string callId) => WaitForCallAsync("/api/v1/calls/finished", callId, _ => true);

    /// <summary>The last calls of that user that are over.</summary>
    public async Task<IReadOnlyList<CallEntry>> FinishedCallsAsync(string extension) =>
        await _http.GetFromJsonAsync<List<CallEntry>>(
            $"/api/v1/calls/finished?q={extension}@{ServerHome.Domain}", TestContext.Current.CancellationToken) ?? [];

    /// <summary>A command has changed the database beside the server, which notices within a second or two.</summary>
    public Task WaitForUsersAsync(int count) => Patience.UntilAsync(
        LongestWait,
        async () =>
        {
            var users = await _http.GetFromJsonAsync<List<object>>("/api/v1/users", TestContext.Current.CancellationToken);
            return users?.Count == count ? users : null;
        },
        () => $"The server wrote:\n{Everything}");

    public Task KillAsync() => _process.KillAsync();

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _http.Dispose();
    }

    private Task<CallEntry> WaitForCallAsync(string path, string callId, Func<CallEntry, bool> isAsItShouldBe)
    {
        IReadOnlyList<CallEntry> last = [];
        return Patience.UntilAsync(
            LongestWait,
            async () =>
            {
                last = await _http.GetFromJsonAsync<List<CallEntry>>($"{path}?q={Uri.EscapeDataString(callId)}", TestContext.Current.CancellationToken) ?? [];
                return last.SingleOrDefault(isAsItShouldBe);
            },
            () => $"The calls of {callId} are: {string.Join(", ", last)}. The server wrote:\n{Everything}");
    }

    private async Task<object?> AskWhetherReadyAsync()
    {
        if (_process.HasExited)
        {
            throw new InvalidOperationException($"The server ended before it was ready. It wrote:\n{Everything}");
        }

        try
        {
            using var response = await _http.GetAsync("/health/ready", TestContext.Current.CancellationToken);
            return response.StatusCode == HttpStatusCode.OK ? this : null;
        }
        catch (HttpRequestException)
        {
            return null; // It does not listen yet.
        }
    }
}
