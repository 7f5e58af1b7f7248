using System.Globalization;
using System.Net;

namespace PbxPortal.Tests.EndToEnd;

/// <summary>A temporary folder with the database of a server, and the ports that it keeps from one start to the next.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class ServerHome : IDisposable
{
    public const string Domain = "pbx.test";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pbxportal-");

    private readonly string _defaultDomain;

    /// <param name="defaultDomain">The domain that the first start creates.</param>
    public ServerHome(string defaultDomain = Domain)
    {
        _defaultDomain = defaultDomain;
        Sip = new IPEndPoint(IPAddress.Loopback, FreePort.Next());
        Tls = new IPEndPoint(IPAddress.Loopback, FreePort.Next());
        Portal = new Uri($"http://127.0.0.1:{FreePort.Next().ToString(CultureInfo.InvariantCulture)}");
    }

    public string Folder => _folder.FullName;

    public string Database => Path.Combine(Folder, "pbxportal.db");

    /// <summary>UDP and TCP.</summary>
    public IPEndPoint Sip { get; }

    /// <summary>Where TLS is spoken, with <see cref="HasTls"/>.</summary>
    public IPEndPoint Tls { get; }

    /// <summary>Whether the server listens with TLS too.</summary>
    public bool HasTls { get; init; }

    /// <summary>What a phone trusts that trusts this server.</summary>
    public string TrialCertificate => Path.Combine(Folder, "trial-certificate.pem");

    /// <summary>Of this server, for a real client.</summary>
    public RegistrarPlace Registrar => new(Folder, Sip, HasTls ? Tls : null, HasTls ? TrialCertificate : null);

    public Uri Portal { get; }

    /// <summary>Settings that differ from what is usual, as environment variables.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The settings, as environment variables, so that the server and its commands get the same.</summary>
    public IReadOnlyDictionary<string, string> Environment
    {
        get
        {
            var settings = new Dictionary<string, string>(Settings, StringComparer.Ordinal)
            {
                ["DOTNET_ENVIRONMENT"] = "Production",
                ["ASPNETCORE_ENVIRONMENT"] = "Production",
                ["Urls"] = Portal.ToString(),
                ["Sip__Listen__0"] = $"udp:{Sip}",
                ["Sip__Listen__1"] = $"tcp:{Sip}",
                ["Sip__DefaultDomain"] = _defaultDomain,
                ["Sip__OwnAddresses__0"] = "2001:db8::10", // Of the messages of RFC 5118.
                ["Sip__OwnAddresses__1"] = "2001:db8::10:5070",
                ["Storage__Path"] = Database,
            };
            if (HasTls)
            {
                settings["Sip__Listen__2"] = $"tls:{Tls}";
            }

            return settings;
        }
    }

    /// <summary>The program of the same build as this test.</summary>
    public static string Program
    {
        get
        {
            var framework = new DirectoryInfo(AppContext.BaseDirectory);
            var configuration = framework.Parent!.Name;
            var program = Path.Combine(Repository.Root, "src", "PbxPortal", "bin", configuration, framework.Name, "PbxPortal.dll");
            Assert.True(File.Exists(program), $"{program} is missing; build the solution.");
            return program;
        }
    }

    /// <summary>Runs a command of the program beside the database and gives what it prints.</summary>
    public async Task<string> RunAsync(params string[] arguments)
    {
        await using var command = ChildProcess.Start("dotnet", [Program, .. arguments], Folder, Environment);
        var code = await command.WaitForExitAsync(TimeSpan.FromSeconds(120));
        Assert.True(code == 0, $"PbxPortal {string.Join(' ', arguments)} ended with {code}. It wrote:\n{command.Everything}");
        return command.Output;
    }

    public async Task<string> CreateApiKeyAsync() =>
        (await RunAsync("api-keys", "create", "--name", "end-to-end", "--role", "Owner")).Trim();

    public void Dispose() => _folder.Delete(recursive: true);
}
