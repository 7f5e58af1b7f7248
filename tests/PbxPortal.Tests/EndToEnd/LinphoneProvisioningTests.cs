using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace PbxPortal.Tests.EndToEnd;

/// <summary>A real Linphone gets the link of a set-up, fetches its settings, and registers with them.</summary>
[Collection(nameof(OwnProcesses))]
public sealed class LinphoneProvisioningTests : IAsyncLifetime
{
    private const string Extension = "100";

    private readonly ServerHome _home = new();
    private ServerProcess? _server;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _home.Dispose();
    }

    [Theory]
    [InlineData("udp")]
    [InlineData("tcp")]
    public async Task Fetches_its_settings_once_and_registers(string transport)
    {
        var linphone = RealClient.Find("linphone-daemon", package: "linphone-cli");
        using var http = await StartServerAsync();
        var made = await CreateAsync(http, transport);
        var settings = PrepareLinphone((string)made["link"]!);

        await using var client = ChildProcess.Start(
            linphone, ["--config", settings], _home.Folder, new Dictionary<string, string>(StringComparer.Ordinal) { ["HOME"] = _home.Folder });
        var registered = await _server!.WaitUntilAsync(Extension, isRegistered: true, () => client.Everything);

        Assert.Equal(transport, Assert.Single(registered).Transport);
        var path = $"/api/v1/users/{(long)made["setup"]!["userId"]!}/setups/{(long)made["setup"]!["id"]!}";
        var setup = await Patience.UntilAsync(
            TimeSpan.FromSeconds(60),
            async () => await http.GetFromJsonAsync<JsonNode>(path, TestContext.Current.CancellationToken) is { } row
                && (string?)row["stage"] is "registered" ? row : null,
            () => client.Everything);
        Assert.NotNull((string?)setup["openedAt"]);
        Assert.Equal("127.0.0.1", (string?)setup["openedFrom"]);
        Assert.NotNull((long?)setup["deviceId"]);

        // It writes its settings when it ends; that they are the set-up's, and the link is gone, is what makes it come back tomorrow.
        await client.TypeAsync("quit");
        await client.WaitForExitAsync(TimeSpan.FromSeconds(60));
        Assert.DoesNotContain("config-uri", await File.ReadAllTextAsync(settings, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(System.Net.HttpStatusCode.Gone, (await http.GetAsync(new Uri((string)made["link"]!), TestContext.Current.CancellationToken)).StatusCode);
    }

    private async Task<HttpClient> StartServerAsync()
    {
        _server = await ServerProcess.StartAsync(_home);
        var key = await _home.CreateApiKeyAsync();
        _server.ApiKey = key;
        await _home.RunAsync("users", "add", "--domain", ServerHome.Domain, "--extension", Extension, "--password", "not-for-linphone-9");
        await _server.WaitForUsersAsync(count: 1);
        var http = new HttpClient { BaseAddress = _home.Portal };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return http;
    }

    private static async Task<JsonNode> CreateAsync(HttpClient http, string transport)
    {
        var cancelled = TestContext.Current.CancellationToken;
        var users = await http.GetFromJsonAsync<JsonArray>("/api/v1/users", cancelled);
        var answer = await http.PostAsJsonAsync($"/api/v1/users/{(long)users![0]!["id"]!}/setups", new { app = "linphone", transport }, cancelled);
        var text = await answer.Content.ReadAsStringAsync(cancelled);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    /// <summary>As an installation that knows nothing but where to fetch its settings; its folders must be there, or it does not start.</summary>
    private string PrepareLinphone(string link)
    {
        Directory.CreateDirectory(Path.Combine(_home.Folder, ".local", "share", "linphone"));
        Directory.CreateDirectory(Path.Combine(_home.Folder, ".config", "linphone"));
        var file = Path.Combine(_home.Folder, "linphonerc");
        File.WriteAllText(file, $"[misc]\nconfig-uri={link}\n[sip]\nsip_port=-1\nsip_tcp_port=-1\nsip_tls_port=-1\n");
        return file;
    }
}
