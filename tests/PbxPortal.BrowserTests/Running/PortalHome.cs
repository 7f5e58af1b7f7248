using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace PbxPortal.BrowserTests.Running;

/// <summary>A temporary folder with the database of a server, and the ports that it keeps from one start to the next.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class PortalHome : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pbxportal-browser-");

    public Uri Address { get; } = new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort()}"));

    /// <summary>The same portal with TLS, under a trial certificate.</summary>
    public Uri SecureAddress { get; } = new(string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{FreePort()}"));

    /// <summary>UDP and TCP.</summary>
    public IPEndPoint Sip { get; } = new(IPAddress.Loopback, FreePort());

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

    /// <summary>Free for UDP and TCP at this moment; another program could take it before the server does, but hardly will.</summary>
    private static int FreePort()
    {
        while (true)
        {
            using var tcp = new TcpListener(IPAddress.Loopback, 0);
            tcp.Start();
            var endPoint = (IPEndPoint)tcp.LocalEndpoint;
            using var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            try
            {
                udp.Bind(endPoint);
                return endPoint.Port;
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // Somebody has it for UDP; the system gives another one.
            }
        }
    }
}
