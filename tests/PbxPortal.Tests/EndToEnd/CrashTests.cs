using System.Globalization;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PbxPortal.Phones;
using PbxPortal.Server.Location;
using PbxPortal.Storage;

namespace PbxPortal.Tests.EndToEnd;

/// <summary>A 200 OK is a promise: what was acknowledged survives SIGKILL.</summary>
[Collection(nameof(OwnProcesses))]
public sealed class CrashTests : IAsyncLifetime
{
    private const int Rounds = 10;
    private const int Phones = 240;
    private const string Password = "correct-horse-9";

    /// <summary>A grace longer than any lifetime, so that every row shows the end that the phone was promised.</summary>
    private readonly ServerHome _home = new()
    {
        Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["Registrar__RestartGrace"] = "3600" },
    };

    private ServerProcess? _server;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await StopServerAsync();
        _home.Dispose();
    }

    [Fact(Timeout = 900_000)]
    public async Task Keeps_every_acknowledged_binding_through_ten_kills_under_load()
    {
        var accounts = Enumerable.Range(1000, Phones)
            .Select(extension => new PhoneAccount(extension.ToString(CultureInfo.InvariantCulture), ServerHome.Domain, Password))
            .ToList();
        var server = await StartServerAsync();
        var apiKey = await _home.CreateApiKeyAsync();
        server.ApiKey = apiKey;
        await ImportAsync(accounts);
        await server.WaitForUsersAsync(Phones);
        var ledger = new BindingLedger();

        for (var round = 1; round <= Rounds; round++)
        {
            await using (new RegistrationLoad(_home.Sip, accounts, ledger, seed: round))
            {
                // Each round is killed at another point; the first one while most phones register for the first time.
                await ledger.WaitForAsync(more: 60 + (70 * round)).WaitAsync(TestContext.Current.CancellationToken);
                await server.KillAsync();
            }

            await StopServerAsync();
            var stored = await ReadCopyAsync(round);
            server = await StartServerAsync();
            server.ApiKey = apiKey;
            var shown = await server.RegistrationsAsync();

            var broken = ledger.BrokenPromises(shown, stored);
            Assert.True(broken.Count == 0, string.Join('\n', broken));
            ledger.Settle(shown, stored);
        }

        Assert.Empty(ledger.Refusals);
        Assert.InRange(ledger.LogOuts, ledger.Acknowledged / 20, ledger.Acknowledged / 2);
    }

    private async Task<ServerProcess> StartServerAsync()
    {
        _server = await ServerProcess.StartAsync(_home);
        return _server;
    }

    private async Task StopServerAsync()
    {
        if (_server is { } server)
        {
            _server = null;
            await server.DisposeAsync();
        }
    }

    private async Task ImportAsync(IReadOnlyList<PhoneAccount> accounts)
    {
        var table = new StringBuilder("domain,extension,password\n");
        foreach (var account in accounts)
        {
            table.Append(CultureInfo.InvariantCulture, $"{account.Domain},{account.User},{account.Password}\n");
        }

        var file = Path.Combine(_home.Folder, "users.csv");
        await File.WriteAllTextAsync(file, table.ToString());
        await _home.RunAsync("users", "import", file);
    }

    /// <summary>What the dead server left on the disk, read from a copy, so that the next start finds it untouched.</summary>
    private async Task<IReadOnlyList<Binding>> ReadCopyAsync(int round)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_home.Folder, $"round-{round}"));
        foreach (var file in Directory.GetFiles(_home.Folder, Path.GetFileName(_home.Database) + "*"))
        {
            File.Copy(file, Path.Combine(folder.FullName, Path.GetFileName(file)));
        }

        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Storage:Path"] = Path.Combine(folder.FullName, Path.GetFileName(_home.Database)),
        };
        var services = new ServiceCollection().AddLogging();
        services.AddStorage(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        await using var provider = services.BuildServiceProvider();
        await provider.PrepareStorageAsync(TestContext.Current.CancellationToken);
        return (await provider.GetRequiredService<IBindingStore>().LoadAsync(TestContext.Current.CancellationToken)).Bindings;
    }
}
