namespace PbxPortal.Tests.EndToEnd;

/// <summary>A folder from which Linphone's console client registers at its start, and logs out when it is told to quit.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class LinphoneSettings
{
    private readonly string _folder;

    public LinphoneSettings(ServerHome home, string extension, string password, string transport)
    {
        _folder = Directory.CreateDirectory(Path.Combine(home.Folder, "linphone")).FullName;
        Directory.CreateDirectory(Path.Combine(_folder, ".local", "share", "linphone")); // Without it, it does not listen.
        File = Path.Combine(_folder, "linphonerc");
        var proxy = transport is "tls" ? $"localhost:{home.Tls.Port}" : home.Sip.ToString();

        // Ports of -1 are free ones.
        System.IO.File.WriteAllText(File, $"""
            [sip]
            default_proxy=0
            sip_port=-1
            sip_tcp_port=-1
            sip_tls_port=-1
            verify_server_certs=1
            verify_server_cn=1
            root_ca={home.TrialCertificate}

            [proxy_0]
            reg_proxy=sip:{proxy};transport={transport}
            reg_identity=sip:{extension}@{ServerHome.Domain}
            reg_expires=120
            reg_sendregister=1

            [auth_info_0]
            username={extension}
            passwd={password}
            realm={ServerHome.Domain}

            """);
    }

    public string File { get; }

    /// <summary>It would otherwise read and write the settings of whoever runs the tests.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>(StringComparer.Ordinal) { ["HOME"] = _folder };
}
