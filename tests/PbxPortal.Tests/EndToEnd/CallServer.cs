using System.Globalization;
using System.Net;
using System.Text;
using PbxPortal.Phones;
using PbxPortal.Tests.Server;

namespace PbxPortal.Tests.EndToEnd;

/// <summary>The whole program as a process of its own, with users who call each other.</summary>
/// <remarks>Confined to one test collection, whose tests run one after another.</remarks>
public sealed class CallServer : IAsyncLifetime
{
    private const int FirstExtension = 400;
    private const int Extensions = 40;

    private readonly ServerHome _home = new() { HasTls = true };
    private ServerProcess? _process;
    private int _nextExtension = FirstExtension;
    private int _clientCount;

    internal ServerProcess Process => _process!;

    /// <summary>UDP and TCP.</summary>
    internal IPEndPoint Sip => _home.Sip;

    public async ValueTask InitializeAsync()
    {
        _process = await ServerProcess.StartAsync(_home);
        _process.ApiKey = await _home.CreateApiKeyAsync();
        var table = new StringBuilder("domain,extension,password\n");
        for (var extension = FirstExtension; extension < FirstExtension + Extensions; extension++)
        {
            table.Append(CultureInfo.InvariantCulture, $"{ServerHome.Domain},{extension},{Tenants.PasswordOf($"{extension}")}\n");
        }

        var file = Path.Combine(_home.Folder, "users.csv");
        await File.WriteAllTextAsync(file, table.ToString());
        await _home.RunAsync("users", "import", file);
        await _process.WaitForUsersAsync(Extensions);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _home.Dispose();
    }

    /// <summary>A user whom no other test uses.</summary>
    internal PhoneAccount NextUser()
    {
        Assert.InRange(_nextExtension, FirstExtension, FirstExtension + Extensions - 1);
        var extension = (_nextExtension++).ToString(CultureInfo.InvariantCulture);
        return new PhoneAccount(extension, ServerHome.Domain, Tenants.PasswordOf(extension));
    }

    /// <summary>A baresip that registers; when it has done so, others tell.</summary>
    /// <param name="through">A relay on its way over UDP; <c>null</c>: there is none.</param>
    internal Task<BaresipPhone> StartBaresipAsync(PhoneAccount account, string transport, IPEndPoint? through = null)
    {
        var baresip = RealClient.Find("baresip", package: "baresip-core");
        var registrar = through is null ? _home.Registrar : _home.Registrar with { Sip = through };
        return BaresipPhone.StartAsync(baresip, new BaresipSettings(registrar, account, transport, $"client-{++_clientCount}"));
    }

    /// <summary>A raw phone that has registered over UDP.</summary>
    internal async Task<SocketPhone> RegisterAsync(PhoneAccount account)
    {
        var phone = SocketPhone.OverUdp(Sip, account);
        await phone.RegisterAsync();
        return phone;
    }

    /// <summary>A file in the folder of the server, which is removed with it.</summary>
    internal string InFolder(string name) => Path.Combine(_home.Folder, name);
}
