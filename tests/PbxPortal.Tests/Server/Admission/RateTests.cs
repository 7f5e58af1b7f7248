using System.Globalization;
using PbxPortal.Server.Admission;
using PbxPortal.Server.Directory;

namespace PbxPortal.Tests.Server.Admission;

public sealed class RateTests
{
    [Fact]
    public async Task An_address_that_sends_too_many_requests_is_told_to_come_later()
    {
        await using var bench = await RegistrarBench.StartAsync(new AdmissionOptions { RequestsPerSecond = 10, RequestBurst = 20 });
        var wire = new PhoneWire("198.51.100.66:5070");
        var answers = Enumerable.Range(0, 30).Select(number => Send(bench, wire, OptionsRequest(number))).ToList();
        bench.Time.Advance(TimeSpan.FromSeconds(1));
        var later = Enumerable.Range(100, 30).Select(number => Send(bench, wire, OptionsRequest(number))).ToList();

        Assert.Equal(20, answers.Count(answer => answer!.Status() is "200 OK"));
        Assert.All(answers.Skip(20), answer => Assert.Equal("503 Service Unavailable", answer!.Status()));
        Assert.All(answers.Skip(20), answer => Assert.InRange(RetryAfter(answer!), 10, 40));
        Assert.Equal(10, later.Count(answer => answer!.Status() is "200 OK"));
        Assert.Equal("200 OK", Send(bench, new PhoneWire("198.51.100.67:5070"), OptionsRequest(1))!.Status());
    }

    [Fact]
    public async Task An_allowed_network_and_this_machine_have_no_limit()
    {
        var options = new AdmissionOptions { RequestsPerSecond = 1, RequestBurst = 1, RegisterBurstPerUser = 10, AllowedNetworks = { "192.0.2.0/24" } };
        await using var bench = await RegistrarBench.StartAsync(options);

        foreach (var address in (string[])["192.0.2.10:5060", "127.0.0.1:5060"])
        {
            var phone = new TestPhone(bench) { Wire = new PhoneWire(address) };
            for (var count = 0; count < 100; count++)
            {
                Assert.Equal("200 OK", (await phone.RegisterAsync()).Status());
            }
        }
    }

    [Fact]
    public async Task A_device_that_runs_in_circles_is_slowed_down_and_stays_registered()
    {
        await using var bench = await RegistrarBench.StartAsync(new AdmissionOptions());
        var phone = new TestPhone(bench);
        var answers = new List<string>();
        for (var count = 0; count < 1200; count++)
        {
            answers.Add((await phone.RegisterAsync("Contact: <sip:3516@192.0.2.4:5060>;expires=60")).Status());
            await bench.AdvanceAsync(0.5);
        }

        Assert.InRange(answers.Count(answer => answer is "503 Service Unavailable"), 400, 600);
        Assert.Single(bench.BindingsOf());
        Assert.Equal("200 OK", (await new TestPhone(bench, "3517").RegisterAsync()).Status());
    }

    [Fact]
    public async Task Nobody_far_away_uses_up_what_a_victims_phone_needs()
    {
        await using var bench = await RegistrarBench.StartAsync(new AdmissionOptions());
        var stranger = new Stranger(bench, "198.51.100.66");
        for (var count = 0; count < 500; count++)
        {
            stranger.Ask();
        }

        Assert.Equal("503 Service Unavailable", stranger.Ask()!.Status());
        Assert.Equal("200 OK", (await new TestPhone(bench).RegisterAsync()).Status());
    }

    /// <summary>With the limits that the program has when nobody changes them.</summary>
    [Fact]
    public async Task An_office_of_500_phones_behind_one_address_registers_within_one_moment()
    {
        var users = Enumerable.Range(0, 500).Select(number => Tenants.User(1000 + number, Extension(number))).ToArray();
        await using var bench = await RegistrarBench.StartAsync(
            new DirectoryChange([Tenants.Acme], [.. users], [], []), admission: new AdmissionOptions());

        for (var number = 0; number < 500; number++)
        {
            var wire = new PhoneWire(string.Create(CultureInfo.InvariantCulture, $"203.0.113.7:{20_000 + number}"));
            var phone = new TestPhone(bench, Extension(number)) { Wire = wire };
            Send(bench, wire, OptionsRequest(number));
            Send(bench, wire, OptionsRequest(number));
            Assert.Equal("200 OK", (await phone.RegisterAsync()).Status());
            Assert.Equal("200 OK", (await phone.RegisterAsync()).Status());
        }

        Assert.All(bench.Admission.Silenced, count => Assert.Equal(0, count.SinceStart));
    }

    [Fact]
    public async Task Counts_what_was_lost_in_full_sockets()
    {
        await using var bench = await RegistrarBench.StartAsync(new AdmissionOptions());
        uint? first = uint.MaxValue - 1, second = 0;
        bench.Admission.Watch(() => first);
        bench.Admission.Watch(() => second);
        await bench.Admission.TurnAsync(TestContext.Current.CancellationToken);
        var before = Lost(bench);
        (first, second) = (3, null); // It is counted modulo 2^32; a closed socket has no number.
        await bench.Admission.TurnAsync(TestContext.Current.CancellationToken);
        second = 7;
        await bench.Admission.TurnAsync(TestContext.Current.CancellationToken);
        await bench.Admission.TurnAsync(TestContext.Current.CancellationToken);

        Assert.Equal((0xFFFF_FFFEL, 0x1_0000_0003L + 7), (before, Lost(bench)));
    }

    [Fact]
    public async Task Counts_what_was_not_served_within_the_last_hour_and_in_all()
    {
        await using var bench = await RegistrarBench.StartAsync(new AdmissionOptions { RequestsPerSecond = 1, RequestBurst = 1 });
        var wire = new PhoneWire("198.51.100.66:5070");
        for (var number = 0; number < 6; number++)
        {
            Send(bench, wire, OptionsRequest(number));
        }

        var now = bench.Admission.Silenced.Single(count => count.Kind == SilenceKind.TooMany);
        bench.Time.Advance(TimeSpan.FromMinutes(59));
        var soon = bench.Admission.Silenced.Single(count => count.Kind == SilenceKind.TooMany);
        bench.Time.Advance(TimeSpan.FromMinutes(2));
        var later = bench.Admission.Silenced.Single(count => count.Kind == SilenceKind.TooMany);

        Assert.Equal([(5, 5), (5, 5), (0, 5)], new[] { now, soon, later }.Select(count => (count.LastHour, count.SinceStart)));
    }

    private static string Extension(int number) => (2000 + number).ToString(CultureInfo.InvariantCulture);

    private static long Lost(RegistrarBench bench) =>
        bench.Admission.Silenced.Single(count => count.Kind == SilenceKind.Lost).SinceStart;

    private static int RetryAfter(string answer) => int.Parse(answer.Row("Retry-After"), CultureInfo.InvariantCulture);

    private static string? Send(RegistrarBench bench, PhoneWire wire, string request)
    {
        bench.Deliver(request, wire);
        return wire.TryRead();
    }

    private static string OptionsRequest(int number) => string.Create(CultureInfo.InvariantCulture, $"""
        OPTIONS sip:acme.example SIP/2.0
        From: <sip:monitor@acme.example>;tag=monitor
        To: <sip:acme.example>
        Call-ID: options-{number}
        CSeq: 1 OPTIONS
        """);
}
