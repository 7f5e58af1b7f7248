using System.Globalization;

namespace PbxPortal.Tests.EndToEnd;

/// <summary>
/// sipvicious, unchanged, against the whole program. The loopback address is never banned, so both run in a network of their own that
/// has two addresses and no way out. It is tried as it is, and with the User-Agent of a phone.
/// </summary>
[Collection(nameof(OwnProcesses))]
public sealed class ScannerTests : IDisposable
{
    private const string Server = "10.99.0.1";
    private const string Scanner = "10.99.0.2";
    private const string Libraries = "/usr/share/sipvicious";

    private static readonly TimeSpan LongestRun = TimeSpan.FromSeconds(180);

    private readonly ServerHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Sipvicious_finds_neither_the_server_nor_a_user_and_is_banned()
    {
        var svmap = RealClient.Find("svmap", package: "sipvicious");
        Assert.SkipWhen(!Directory.Exists(Libraries), $"{Libraries} is missing. Try: apt-get install sipvicious");
        var svwar = RealClient.Find("svwar", package: "sipvicious");
        var challenge = WriteChallengeScript();
        await _home.RunAsync("users", "add", "--domain", ServerHome.Domain, "--extension", "100", "--password", "correct-horse-9");
        var key = await _home.CreateApiKeyAsync();

        var output = await RunInOwnNetworkAsync($"""
            python3 {challenge} {Scanner} {Server} {Port} 100 > before.txt
            cp -r {Libraries} hidden && sed -i s/friendly-scanner/Cisco-CP7861/ hidden/sipvicious/libs/svhelper.py
            timeout 40 python3 -c "import sys; sys.path.insert(0, 'hidden'); from sipvicious.svwar import main; main()" --force -m REGISTER -e 98-102 -p {Port} {Server} > hidden.txt 2>&1
            for method in REGISTER OPTIONS; do timeout 40 {svwar} -m $method -e 98-102 -p {Port} {Server} >> svwar.txt 2>&1; done
            for try in 1 2; do timeout 40 {svmap} -p {Port} {Server} >> svmap.txt 2>&1; done
            sleep 0.5
            python3 {challenge} {Scanner} {Server} {Port} 100 > after.txt
            python3 {challenge} {Server} {Server} {Port} 100 > other.txt
            curl -s -H 'Authorization: Bearer {key}' {_home.Portal}api/v1/bans > bans.json
            """);

        Assert.True(Read("bans.json").Length > 0, output);
        Assert.Equal(("SIP/2.0 401 Unauthorized", "silence"), (Read("before.txt"), Read("after.txt")));
        Assert.Equal("SIP/2.0 401 Unauthorized", Read("other.txt"));
        Assert.EndsWith("found nothing", Read("hidden.txt"), StringComparison.Ordinal);
        Assert.EndsWith("found nothing", Read("svwar.txt"), StringComparison.Ordinal);
        Assert.EndsWith("found nothing", Read("svmap.txt"), StringComparison.Ordinal);
        Assert.Contains($"\"network\":\"{Scanner}\"", Read("bans.json"), StringComparison.Ordinal);
        Assert.Contains("sends what only scanners send", Read("bans.json"), StringComparison.Ordinal);
    }

    private string Port => _home.Sip.Port.ToString(CultureInfo.InvariantCulture);

    /// <summary>Starts the server in a network name space of its own, then runs the commands there, one after the other.</summary>
    private async Task<string> RunInOwnNetworkAsync(string commands)
    {
        var unshare = RealClient.Find("unshare", package: "util-linux");
        _ = RealClient.Find("curl", package: "curl");
        var script = Path.Combine(_home.Folder, "run.sh");
        await File.WriteAllTextAsync(
            script,
            $"""
            ip link set lo up && ip address add {Server}/32 dev lo && ip address add {Scanner}/32 dev lo || exit 77
            ip route replace local {Server} dev lo src {Scanner} table local || exit 77
            export Sip__Listen__0=udp:{Server}:{Port} Sip__Listen__1=tcp:{Server}:{Port}
            dotnet {ServerHome.Program} > server.txt 2>&1 &
            server=$!
            for try in $(seq 300); do curl -sf {_home.Portal}health/ready > ready.txt && break; sleep 0.1; done
            {commands}
            kill $server
            wait $server
            cat server.txt
            """);
        await using var run = ChildProcess.Start(unshare, ["--map-root-user", "--net", "bash", script], _home.Folder, _home.Environment);
        var code = await run.WaitForExitAsync(LongestRun);
        Assert.SkipWhen(code is 77 or 1, $"A network of its own cannot be made here: {run.Everything}");
        return run.Everything;
    }

    private string Read(string file) => File.ReadAllText(Path.Combine(_home.Folder, file)).Trim();

    /// <summary>Asks for a challenge as a phone does, from one address, and prints the status line or <c>silence</c>.</summary>
    private string WriteChallengeScript()
    {
        var path = Path.Combine(_home.Folder, "challenge.py");
        File.WriteAllText(
            path,
            """
            import socket, sys, uuid
            source, server, port, user = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
            phone = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            phone.bind((source, 0))
            phone.settimeout(8)
            call = uuid.uuid4().hex
            phone.sendto((
                f"REGISTER sip:pbx.test SIP/2.0\r\nVia: SIP/2.0/UDP {source};branch=z9hG4bK{call};rport\r\nMax-Forwards: 70\r\n"
                f"From: <sip:{user}@pbx.test>;tag={call}\r\nTo: <sip:{user}@pbx.test>\r\nCall-ID: {call}\r\nCSeq: 1 REGISTER\r\n"
                f"User-Agent: Yealink SIP-T46U 108.86.0.20\r\nContact: <sip:{user}@{source}>\r\nContent-Length: 0\r\n\r\n").encode(), (server, port))
            try:
                print(phone.recv(4096).split(b"\r\n")[0].decode())
            except socket.timeout:
                print("silence")
            """);
        return path;
    }
}
