using System.Globalization;
using System.Net;
using PbxPortal.Tests.EndToEnd;

namespace PbxPortal.BrowserTests.Running;

/// <summary>A temporary folder with the database of a server, and the ports that it keeps from one start to the next.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class PortalHome : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pbxportal-browser-");

    public Uri Address { get; } = new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Next()}"));

    /// <summary>The same portal with TLS, under a trial certificate.</summary>
    public Uri SecureAddress { get; } = new(string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{FreePort.Next()}"));

    /// <summary>UDP and TCP.</summary>
    public IPEndPoint Sip { get; } = new(IPAddress.Loopback, FreePort.Next());

    /// <summary>For real clients, over UDP and TCP.</summary>
    public RegistrarPlace Registrar => new(_folder.FullName, Sip);

    /// <summary>As environment variables, so that the server and its commands get the same settings.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Production",
        ["DOTNET_ENVIRONMENT"] = "Production",
        ["Urls"] = $"{Address};{SecureAddress}",
        ["Sip__Listen__0"] = $"udp:{Sip}",
        ["Sip__Listen__1"] = $"tcp:{Sip}",
        ["Sip__DefaultDomain"] = Portal.Domain,
        ["Registrar__MinExpires"] = "1", // A test waits for a registration to expire.
        ["Registrar__MaxDevicesPerUser"] = "50",
        ["Storage__Path"] = InFolder("portal.db"),
    };

    public string InFolder(string name) => Path.Combine(_folder.FullName, name);

    public void Dispose() => _folder.Delete(recursive: true);
}
