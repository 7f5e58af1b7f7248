using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PbxPortal.Tests.EndToEnd;

/// <summary>A folder from which baresip registers without a terminal, a sound card or a question.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class BaresipSettings
{
    private readonly int _commandPort;

    public BaresipSettings(ServerHome home, string extension, string password, string transport = "udp")
    {
        Folder = Directory.CreateDirectory(Path.Combine(home.Folder, "baresip")).FullName;
        _commandPort = FreePort();

        // stdio.so is left out: without a terminal it ends the program.
        File.WriteAllText(Path.Combine(Folder, "config"), $"""
            sip_listen 127.0.0.1:0
            {(home.HasTls ? $"sip_cafile {home.TrialCertificate}\nsip_verify_server yes" : "")}
            audio_player aufile,/dev/null
            audio_source aufile,/dev/null
            module_path {FindModules()}
            module g711.so
            module uuid.so
            module_app account.so
            module_app menu.so
            module_app ctrl_tcp.so
            ctrl_tcp_listen 127.0.0.1:{_commandPort.ToString(CultureInfo.InvariantCulture)}

            """);
        File.WriteAllText(Path.Combine(Folder, "accounts"), $"""
            <sip:{extension}@{ServerHome.Domain};transport={transport}>;auth_pass={password};outbound="sip:{(transport is "tls" ? home.Tls : home.Sip)};transport={transport}";regint=60

            """);
        File.WriteAllText(Path.Combine(Folder, "contacts"), "");
    }

    public string Folder { get; }

    /// <summary>It would otherwise read and write the settings of whoever runs the tests.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>(StringComparer.Ordinal) { ["HOME"] = Folder };

    /// <summary>The command goes as JSON in a netstring; baresip logs out before it ends.</summary>
    public async Task SendQuitAsync()
    {
        const string Quit = """{"command":"quit"}""";
        using var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, _commandPort, TestContext.Current.CancellationToken);
        await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"{Quit.Length}:{Quit},"), TestContext.Current.CancellationToken);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Debian keeps them here, other systems one level down, under the name of the architecture.</summary>
    private static string FindModules()
    {
        const string UsualPlace = "/usr/lib/baresip/modules";
        return Directory.Exists(UsualPlace)
            ? UsualPlace
            : Directory.GetDirectories("/usr/lib", "*-linux-gnu*")
                .Select(folder => Path.Combine(folder, "baresip", "modules"))
                .FirstOrDefault(Directory.Exists, UsualPlace);
    }
}
