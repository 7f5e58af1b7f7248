using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using PbxPortal.Tests.Server;
using PbxPortal.Tests.Torture;

namespace PbxPortal.Tests.EndToEnd;

/// <summary>A hundred thousand broken messages, the same each time: the running program lives, and no binding is harmed.</summary>
[Collection(nameof(OwnProcesses))]
public sealed class FuzzTests : IDisposable
{
    private const int Mutants = 100_000;
    private const int Burst = 100;
    private const int Connections = 1_000;
    private const int Seed = 4475;
    private const string Password = "correct-horse-9";

    /// <summary>KiB by which the second half may make the program bigger; it has sent it some 60 MB.</summary>
    private const int LargestGrowth = 48 * 1024;

    private static readonly string[] Extensions = ["3516", "3517", "3518"];

    private readonly ServerHome _home = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Fact(Timeout = 900_000)]
    public async Task Mutants_do_no_harm()
    {
        await using var server = await ServerProcess.StartAsync(_home);
        server.ApiKey = await _home.CreateApiKeyAsync();
        await ImportAsync();
        await server.WaitForUsersAsync(Extensions.Length);
        using var post = new ListeningPost(_home.Sip, IPAddress.Parse("127.0.0.76"), 5060);
        var registers = await RegisterAsync();
        var before = await server.RegistrationsAsync();
        var mutator = new Mutator([.. TortureMessages(), .. registers], Seed);

        await SendAsync(post, mutator, Mutants / 2);
        var halfway = MemoryOf(server);
        await SendAsync(post, mutator, Mutants / 2);
        var memory = MemoryOf(server);
        await SendOverConnectionsAsync(mutator);
        await post.ProbeAsync();

        Assert.False(server.HasExited, server.Everything);
        Assert.Equal(before.Where(row => row.IsRegistered), (await server.RegistrationsAsync()).Where(row => row.IsRegistered));
        Assert.DoesNotContain("could not be answered", server.Everything, StringComparison.Ordinal);
        Assert.True(memory - halfway < LargestGrowth, $"The program grew from {halfway} to {memory} KiB.");
    }

    private static IEnumerable<byte[]> TortureMessages() =>
        Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Torture", "Data"), "*.dat", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(File.ReadAllBytes);

    private static async Task SendAsync(ListeningPost post, Mutator mutator, int count)
    {
        for (var sent = 0; sent < count; sent += Burst)
        {
            for (var index = 0; index < Burst; index++)
            {
                post.Send(mutator.Next());
            }

            await post.ProbeAsync();
            post.Take();
        }
    }

    /// <summary>Each on a connection of its own, which one of the two sides ends.</summary>
    private async Task SendOverConnectionsAsync(Mutator mutator)
    {
        for (var connection = 0; connection < Connections; connection++)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(_home.Sip, Cancellation);
            await socket.SendAsync(mutator.Next(), Cancellation);
        }
    }

    private async Task ImportAsync()
    {
        var file = Path.Combine(_home.Folder, "users.csv");
        await File.WriteAllLinesAsync(
            file,
            Extensions.Select(extension => $"{ServerHome.Domain},{extension},{Password}").Prepend("domain,extension,password"),
            Cancellation);
        await _home.RunAsync("users", "import", file);
    }

    /// <summary>Registers a phone for every user, and gives its requests: a mutant of one has a password's proof in it.</summary>
    private async Task<IReadOnlyList<byte[]>> RegisterAsync()
    {
        using var phone = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        phone.Connect(_home.Sip);
        var sent = new List<byte[]>();
        foreach (var extension in Extensions)
        {
            var register =
                $"""
                REGISTER sip:{ServerHome.Domain} SIP/2.0
                User-Agent: Yealink SIP-T46U 108.86.0.20
                From: <sip:{extension}@{ServerHome.Domain}>;tag=1
                To: <sip:{extension}@{ServerHome.Domain}>
                Call-ID: fuzz-{extension}
                CSeq: 1 REGISTER
                Contact: <sip:{extension}@127.0.0.1:{((IPEndPoint)phone.Client.LocalEndPoint!).Port.ToString(CultureInfo.InvariantCulture)}>;expires=3600
                """;
            var credentials = new PhoneCredentials(extension, Password);
            credentials.Accept(await AskAsync(phone, register, sent));
            Assert.Equal("200 OK", (await AskAsync(phone, credentials.Authorize(register.Replace("1 REGISTER", "2 REGISTER", StringComparison.Ordinal)), sent)).Status());
        }

        return sent;
    }

    private static async Task<string> AskAsync(UdpClient phone, string request, List<byte[]> sent)
    {
        sent.Add(SipMessageText.ToWire(request));
        await phone.SendAsync(sent[^1], Cancellation);
        return Encoding.UTF8.GetString((await phone.ReceiveAsync(Cancellation)).Buffer).ReplaceLineEndings("\n");
    }

    /// <summary>KiB; 0 where the system does not tell.</summary>
    private static long MemoryOf(ServerProcess server)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"/proc/{server.Id}/status");
        return File.Exists(path)
            ? long.Parse(
                File.ReadLines(path).First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1],
                CultureInfo.InvariantCulture)
            : 0;
    }
}
