using System.Globalization;
using PbxPortal.Server.Admission;

namespace PbxPortal.Tests.Server.Admission;

public sealed class ScannerSignTests
{
    private const string Address = "198.51.100.66";
    private static readonly string[] Users = ["3516", "4711", "no-such-user-at-all"];

    [Theory]
    [InlineData("friendly-scanner")]
    [InlineData("Friendly-Scanner")]
    [InlineData("sipvicious")]
    [InlineData("sipcli/v1.8")]
    [InlineData("sundayddr")]
    [InlineData("VaxSIPUserAgent/3.1")]
    [InlineData("pplsip")]
    [InlineData("Our own scanner 2")]
    public async Task The_tools_of_scanners_get_no_answer(string agent)
    {
        await using var bench = await RegistrarBench.StartAsync(new AdmissionOptions { ScannerAgents = { "our own scanner" } });

        Assert.Null(Send(bench, OptionsFrom("<sip:100@acme.example>", agent)));
    }

    [Theory]
    [InlineData("Yealink SIP-T46U 108.86.0.20")]
    [InlineData("friendly")]
    [InlineData("snom821/873_19_20130321")]
    [InlineData("SIPp")]
    [InlineData("sipgate scanner-free")]
    public async Task A_phone_is_no_scanner(string agent)
    {
        await using var bench = await RegistrarBench.StartAsync(new AdmissionOptions());

        Assert.NotNull(Send(bench, OptionsFrom("<sip:100@acme.example>", agent)));
    }

    [Fact]
    public async Task A_scanner_that_hides_its_name_is_known_by_its_From()
    {
        await using var bench = await RegistrarBench.StartAsync(new AdmissionOptions());

        Assert.Null(Send(bench, OptionsFrom("\"sipvicious\"<sip:100@1.1.1.1>", "Cisco/SPA504G-7.5.5")));
    }

    [Fact]
    public async Task Its_address_is_banned_after_a_few_messages()
    {
        await using var bench = await RegistrarBench.StartAsync(new AdmissionOptions());
        for (var count = 0; count < 3; count++)
        {
            Send(bench, OptionsFrom("<sip:100@acme.example>", "friendly-scanner"));
        }

        await bench.JudgeAsync();

        Assert.Null(Send(bench, OptionsFrom("<sip:100@acme.example>", "Yealink SIP-T46U 108.86.0.20")));
        Assert.Equal("sends what only scanners send", Assert.Single(bench.Admission.Bans).Reason);
    }

    [Fact]
    public async Task A_scanner_behind_the_address_of_an_office_is_silenced_and_the_office_is_not()
    {
        await using var bench = await RegistrarBench.StartAsync(new AdmissionOptions());
        var desk = new TestPhone(bench) { Wire = new PhoneWire($"{Address}:5060") };
        await desk.RegisterAsync();
        for (var count = 0; count < 50; count++)
        {
            Assert.Null(Send(bench, OptionsFrom("<sip:100@acme.example>", "friendly-scanner")));
            await bench.JudgeAsync();
        }

        Assert.Empty(bench.Admission.Bans);
        Assert.Equal("200 OK", (await new TestPhone(bench, "3517") { Wire = new PhoneWire($"{Address}:5062") }.RegisterAsync()).Status());
    }

    /// <summary>The requests of svwar 0.3.3 with another User-Agent: it looks for users whose answer differs.</summary>
    [Theory]
    [InlineData("REGISTER")]
    [InlineData("OPTIONS")]
    [InlineData("INVITE")]
    public async Task A_search_for_users_is_answered_the_same_for_those_who_exist(string method)
    {
        await using var bench = await RegistrarBench.StartAsync(new AdmissionOptions());

        var answers = Users
            .Select(user => Send(bench, string.Create(CultureInfo.InvariantCulture, $"""
                {method} sip:{user}@acme.example SIP/2.0
                Content-Length: 0
                From: "{user}"<sip:{user}@acme.example>; tag=31303001343336
                Accept: application/sdp
                User-Agent: Cisco/SPA504G-7.5.5
                To: "{user}"<sip:{user}@acme.example>
                Contact: sip:{user}@acme.example
                CSeq: 1 {method}
                Call-ID: 1234567890
                Max-Forwards: 70
                """))!)
            .Select(answer => string.Join(
                '\n', answer.Split('\n').Where(row => !row.StartsWith("From", StringComparison.Ordinal) && !row.StartsWith("To", StringComparison.Ordinal)
                    && !row.StartsWith("Via", StringComparison.Ordinal) && !row.StartsWith("WWW-Authenticate", StringComparison.Ordinal)
                    && !row.StartsWith("Proxy-Authenticate", StringComparison.Ordinal))))
            .Distinct(StringComparer.Ordinal);

        Assert.Single(answers);
    }

    private static string? Send(RegistrarBench bench, string request)
    {
        var wire = new PhoneWire($"{Address}:5070");
        bench.Deliver(request, wire);
        return wire.TryRead();
    }

    private static string OptionsFrom(string from, string agent) => $"""
        OPTIONS sip:100@acme.example SIP/2.0
        From: {from};tag=6336
        To: <sip:100@acme.example>
        Call-ID: 884422
        CSeq: 1 OPTIONS
        User-Agent: {agent}
        """;
}
