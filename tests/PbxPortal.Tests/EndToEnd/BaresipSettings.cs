using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using PbxPortal.Phones;

namespace PbxPortal.Tests.EndToEnd;

/// <summary>A folder from which baresip registers without a terminal, a sound card or a question.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class BaresipSettings
{
    private readonly int _commandPort;

    /// <param name="name">Of its folder: each instance has its own.</param>
    /// <param name="parameters">More of the account, each with its semicolon.</param>
    /// <param name="modules">More than it needs to call without sound.</param>
    public BaresipSettings(
        RegistrarPlace registrar,
        PhoneAccount account,
        string transport = "udp",
        string name = "baresip",
        string parameters = "",
        params IEnumerable<string> modules)
    {
        Folder = Directory.CreateDirectory(Path.Combine(registrar.Folder, name)).FullName;
        _commandPort = FreePort.Next();

        // stdio.so is left out: without a terminal it ends the program. No module plays or records, so a call has no sound and needs no device.
        File.WriteAllText(Path.Combine(Folder, "config"), $"""
            sip_listen 127.0.0.1:0
            net_interface 127.0.0.1
            {(registrar.Certificate is null ? "" : $"sip_cafile {registrar.Certificate}\nsip_verify_server yes")}
            audio_player aufile,/dev/null
            audio_source aufile,/dev/null
            module_path {FindModules()}
            module g711.so
            module uuid.so
            {string.Concat(modules.Select(module => $"module {module}.so\n"))}
            module_app account.so
            module_app menu.so
            module_app ctrl_tcp.so
            ctrl_tcp_listen 127.0.0.1:{_commandPort.ToString(CultureInfo.InvariantCulture)}

            """);
        File.WriteAllText(Path.Combine(Folder, "accounts"), $"""
            <sip:{account.User}@{account.Domain};transport={transport}>;auth_pass={account.Password};outbound="sip:{(transport is "tls" ? registrar.Tls : registrar.Sip)};transport={transport}";regint=60{parameters}

            """);
        File.WriteAllText(Path.Combine(Folder, "contacts"), "");
    }

    public string Folder { get; }

    /// <summary>It would otherwise read and write the settings of whoever runs the tests.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>(StringComparer.Ordinal) { ["HOME"] = Folder };

    /// <summary>Where it takes commands, from one who connects at a time.</summary>
    public IPEndPoint Control => new(IPAddress.Loopback, _commandPort);

    /// <summary>Baresip logs out before it ends.</summary>
    public Task SendQuitAsync() => SendAsync("quit");

    public Task DialAsync(string target) => SendAsync("dial", target);

    /// <summary>A command as baresip reads it: JSON in a netstring.</summary>
    public static byte[] CommandOf(string command, string? parameter = null)
    {
        var json = parameter is null ? $$"""{"command":"{{command}}"}""" : $$"""{"command":"{{command}}","params":"{{parameter}}"}""";
        return Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{json.Length}:{json},"));
    }

    private async Task SendAsync(string command, string? parameter = null)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(Control, TestContext.Current.CancellationToken);
        await connection.GetStream().WriteAsync(CommandOf(command, parameter), TestContext.Current.CancellationToken);
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
