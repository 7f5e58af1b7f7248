using System.Text;
using PbxPortal.Server.Directory;
using PbxPortal.Tests.Server;

namespace PbxPortal.Tests.EndToEnd;

/// <summary>The messages of RFC 4475 and RFC 5118 through the running server: each REGISTER gets its answer, and nothing else harms it.</summary>
public sealed class RegistrarWireTortureTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Torture", "Data");

    private static readonly Domain Example = new(1, "example.com", "example.com");

    /// <summary>Every address in To of a message that is to be answered with 200; addresses at our IP address are in the default domain.</summary>
    private static readonly string[] Extensions = ["null-\0-null", "j.user", "watson", "user"];

    [Theory]
    [InlineData("rfc4475/dblreq.dat", "j.user", "<sip:j.user@host.example.com>;expires=3600")]
    [InlineData("rfc4475/escnull.dat", "null-\0-null", "<sip:%00@host5.example.com>;expires=3600|<sip:%00%00@host5.example.com>;expires=3600")]
    [InlineData("rfc4475/cparam01.dat", "watson", "<sip:+19725552222@gw1.example.net>;unknownparam;expires=3600")]
    [InlineData("rfc4475/cparam02.dat", "watson", "<sip:+19725552222@gw1.example.net;unknownparam>;expires=3600")]
    [InlineData("rfc4475/regescrt.dat", "user", "<sip:user@example.com?Route=%3Csip:sip.example.com%3E>;expires=3600")]
    [InlineData("rfc5118/ipv6-good.dat", "user", "<sip:caller@[2001:db8::1]>;expires=3600")]
    [InlineData("rfc5118/ipv6-good.lf.dat", "user", "<sip:caller@[2001:db8::1]>;expires=3600")]
    [InlineData("rfc5118/port-ambiguous.dat", "user", "<sip:caller@[2001:db8::1]>;expires=3600")]
    [InlineData("rfc5118/port-ambiguous.lf.dat", "user", "<sip:caller@[2001:db8::1]>;expires=3600")]
    [InlineData("rfc5118/port-unambiguous.dat", "user", "<sip:caller@[2001:db8::1]>;expires=3600")]
    [InlineData("rfc5118/port-unambiguous.lf.dat", "user", "<sip:caller@[2001:db8::1]>;expires=3600")]
    public async Task A_good_REGISTER_is_challenged_and_then_registered(string file, string extension, string contacts)
    {
        await using var bench = await StartAsync();
        var credentials = new PhoneCredentials(extension, Tenants.PasswordOf(extension));
        var message = Read(file);

        var challenge = await AskAsync(bench, message);
        credentials.Accept(challenge);
        var answer = await AskAsync(bench, WithAuthorization(message, credentials));

        Assert.Equal("401 Unauthorized", challenge.Status());
        Assert.Equal("200 OK", answer.Status());
        Assert.Equal(contacts.Split('|'), answer.Rows("Contact"));
    }

    [Theory]
    [InlineData("rfc4475/scalar02.dat", "400 Bad Request (CSeq)")]
    [InlineData("rfc4475/regbadct.dat", "400 Bad Request (Contact)")]
    [InlineData("rfc4475/unksm2.dat", "400 Bad Request (To)")]
    [InlineData("rfc4475/regaut01.dat", "401 Unauthorized")]
    [InlineData("rfc5118/ipv6-bad.dat", "400 Bad Request (Request-URI)")]
    [InlineData("rfc5118/ipv6-bad.lf.dat", "400 Bad Request (Request-URI)")]
    public async Task A_bad_REGISTER_is_refused(string file, string expected)
    {
        await using var bench = await StartAsync();

        var answer = await AskAsync(bench, Read(file));

        Assert.Equal(expected, answer.Status());
        Assert.Empty(bench.Table.All);
    }

    [Fact]
    public void No_REGISTER_is_left_out()
    {
        var listed = typeof(RegistrarWireTortureTests).GetMethods()
            .Where(method => method.Name.Contains("_REGISTER_is_", StringComparison.Ordinal))
            .SelectMany(method => method.GetCustomAttributes(typeof(InlineDataAttribute), inherit: false))
            .Cast<InlineDataAttribute>()
            .Select(row => (string)row.Data[0]!);

        var registers = Files().Where(file => Read(file).StartsWith("REGISTER ", StringComparison.Ordinal));

        Assert.Equal(registers.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Whatever_comes_the_server_lives_and_never_fails()
    {
        await using var bench = await StartAsync();
        var wire = new PhoneWire("192.0.2.66:5060");
        foreach (var file in Files())
        {
            bench.Receiver.Receive(Encoding.Latin1.GetBytes(Read(file)), wire);
        }

        var answers = new List<string>();
        while (wire.TryRead() is { } answer)
        {
            answers.Add(answer.Status());
        }

        Assert.InRange(answers.Count, 40, Files().Count);
        Assert.All(answers, status => Assert.Matches("^(200|400|401|403|404|405|407|416|420|481|501|505) ", status));
        Assert.Equal("200 OK", (await bench.AskAsync(
            """
            OPTIONS sip:example.com SIP/2.0
            From: <sip:bob@example.com>;tag=1
            To: <sip:example.com>
            Call-ID: 1
            CSeq: 1 OPTIONS
            """)).Status());
    }

    [Theory]
    [InlineData("rfc4475/bext01.dat", "420 Bad Extension")]
    [InlineData("rfc4475/unkscm.dat", "416 Unsupported URI Scheme")]
    [InlineData("rfc4475/novelsc.dat", "416 Unsupported URI Scheme")]
    [InlineData("rfc4475/lwsdisp.dat", "200 OK")]
    [InlineData("rfc4475/semiuri.dat", "200 OK")]
    [InlineData("rfc4475/transports.dat", "200 OK")]
    [InlineData("rfc4475/zeromf.dat", "200 OK")]
    [InlineData("rfc4475/badvers.dat", "505 Version Not Supported")]
    [InlineData("rfc4475/esc02.dat", "501 Not Implemented")]
    [InlineData("rfc4475/intmeth.dat", "501 Not Implemented")]
    [InlineData("rfc4475/wsinv.dat", "481 Call/Transaction Does Not Exist")]
    public async Task Other_requests_are_answered_too(string file, string expected)
    {
        await using var bench = await StartAsync();

        Assert.Equal(expected, (await AskAsync(bench, Read(file))).Status());
    }

    private static Task<RegistrarBench> StartAsync() => RegistrarBench.StartAsync(new DirectoryChange(
        [Example],
        [.. Extensions.Select((extension, i) => Tenants.User(100 + i, extension, Example))],
        [],
        []), defaultDomain: Example.Name);

    private static List<string> Files() =>
    [
        .. Directory.EnumerateFiles(Folder, "*.dat", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Folder, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Latin-1 keeps every byte.</summary>
    private static string Read(string file) => File.ReadAllText(Path.Combine(Folder, file), Encoding.Latin1);

    private static async Task<string> AskAsync(RegistrarBench bench, string message)
    {
        var wire = new PhoneWire("192.0.2.66:5060");
        bench.Receiver.Receive(Encoding.Latin1.GetBytes(message), wire);
        return await wire.ReadAsync();
    }

    /// <summary>Directly below the request line, so that all else stays as it is.</summary>
    private static string WithAuthorization(string message, PhoneCredentials credentials)
    {
        var end = message.IndexOf('\n', StringComparison.Ordinal) + 1;
        var line = message[..end];
        var value = credentials.ValueFor("REGISTER", line.Split(' ')[1]);
        return $"{line}Authorization: {value}{(line.EndsWith("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n")}{message[end..]}";
    }
}
