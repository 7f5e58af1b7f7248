using PbxPortal.Server.Activity;
using PbxPortal.Server.Admission;
using PbxPortal.Server.Location;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Server.Admission;

/// <summary>The rule that <see cref="FailureLedger"/> states, item by item, through the whole server.</summary>
public sealed class BanTests
{
    private const string Address = "198.51.100.66";

    private static AdmissionOptions Options => new()
    {
        FailuresPerUser = 5,
        FailuresPerAddress = 12,
        FailuresPerSharedAddress = 40,
    };

    [Fact]
    public async Task Who_guesses_passwords_for_many_users_is_met_with_silence()
    {
        await using var bench = await RegistrarBench.StartAsync(Options);
        for (var extension = 0; extension < 12; extension++)
        {
            Assert.Equal("401 Unauthorized", new Stranger(bench, Address, $"1{extension:00}").Guess()!.Status());
        }

        await bench.JudgeAsync();

        Assert.Null(new Stranger(bench, Address).Ask());
        Assert.NotNull(new Stranger(bench, "198.51.100.67").Ask());
        var ban = Assert.Single(bench.Admission.Bans);
        Assert.Equal((Address, "", "12 wrong passwords, the last for 111", 12), (ban.Network.ToString(), ban.User, ban.Reason, ban.Tries));
        Assert.Equal(1, ban.Silenced);
        var line = Assert.Single(bench.Activity.Entries);
        Assert.Equal((ActivityKind.Banned, Address), (line.Kind, line.Source));
        Assert.Equal("12 wrong passwords, the last for 111; until 2026-08-20 12:10 UTC", line.Reason);
    }

    [Fact]
    public async Task A_banned_address_gets_no_400_either_and_its_connection_is_closed()
    {
        await using var bench = await RegistrarBench.StartAsync(Options);
        await bench.Admission.BanAsync(Network(Address), length: null, "test", "anna", CancellationToken.None);
        var overUdp = new PhoneWire($"{Address}:5070");
        var overTcp = new Stranger(bench, Address, protocol: TransportProtocol.Tcp);

        bench.Receiver.Receive("REGISTER sip:acme.example SIP/2.0\r\nVia: SIP/2.0/UDP 198.51.100.66;branch=z9hG4bK1\r\n\r\n"u8, overUdp);
        var answer = overTcp.Ask();

        Assert.Null(overUdp.TryRead());
        Assert.Null(answer);
        Assert.True(overTcp.Wire.IsClosed);
        Assert.True(bench.Gate.IsBanned(overTcp.Wire.Peer));
    }

    [Theory]
    [InlineData("REGISTER")]
    [InlineData("INVITE")]
    public async Task Guesses_for_one_user_silence_the_address_for_this_user_alone(string method)
    {
        await using var bench = await RegistrarBench.StartAsync(Options);
        var guesser = new Stranger(bench, Address, "3516") { Method = method };

        await guesser.GuessAsync(5);

        Assert.Null(guesser.Guess());
        Assert.Null(new Stranger(bench, Address, "3516") { Method = method is "INVITE" ? "REGISTER" : "INVITE" }.Guess());
        Assert.NotNull(guesser.Ask()); // A challenge tells nothing, and a phone begins with one.
        Assert.NotNull(new Stranger(bench, Address, "3517").Guess());
        Assert.Equal("5 wrong passwords for 3516", Assert.Single(bench.Admission.Bans).Reason);
    }

    [Fact]
    public async Task Guesses_in_SUBSCRIBE_count_like_those_in_REGISTER()
    {
        await using var bench = await RegistrarBench.StartAsync(Options);
        var guesser = new Stranger(bench, Address) { Method = "SUBSCRIBE" };

        await guesser.GuessAsync(5);

        Assert.Null(guesser.Guess());
        Assert.Null(new Stranger(bench, Address).Guess());
        Assert.Equal("5 wrong passwords for 3516", Assert.Single(bench.Admission.Bans).Reason);
    }

    [Fact]
    public async Task Challenges_and_stale_nonces_are_never_counted()
    {
        await using var bench = await RegistrarBench.StartAsync(Options);
        var stranger = new Stranger(bench, Address);
        var phone = new TestPhone(bench) { Wire = new PhoneWire($"{Address}:5060") };
        await phone.RegisterAsync();

        for (var count = 0; count < 100; count++)
        {
            Assert.NotNull(stranger.Ask());
            bench.Time.Advance(TimeSpan.FromMinutes(6)); // Longer than a nonce lives.
            Assert.Equal("200 OK", (await phone.RegisterAsync()).Status());
        }

        await bench.JudgeAsync();
        Assert.Empty(bench.Admission.Bans);
    }

    [Fact]
    public async Task The_same_wrong_answer_again_is_one_failure()
    {
        await using var bench = await RegistrarBench.StartAsync(Options);
        var wire = new PhoneWire($"{Address}:5060");
        var credentials = new PhoneCredentials("3516", "mistyped");
        var request = new Stranger(bench, Address).Request();
        credentials.Accept(await bench.AskAsync(request, wire));
        var answer = credentials.Authorize(request);

        for (var count = 0; count < 50; count++)
        {
            Assert.Equal("401 Unauthorized", (await bench.AskAsync(answer, wire)).Status());
        }

        await bench.JudgeAsync();
        Assert.Empty(bench.Admission.Bans);
    }

    [Theory]
    [InlineData(30, 2)]
    [InlineData(20, 1)]
    [InlineData(60, 2)]
    public async Task A_phone_with_a_mistyped_password_is_refused_for_days_and_never_banned(int everySeconds, int guessesEach)
    {
        await using var bench = await RegistrarBench.StartAsync(new AdmissionOptions());
        var phone = new Stranger(bench, Address);

        for (var passed = 0; passed < 2 * 86_400; passed += everySeconds)
        {
            for (var guess = 0; guess < guessesEach; guess++)
            {
                Assert.NotNull(phone.Guess());
            }

            await bench.JudgeAsync();
            bench.Time.Advance(TimeSpan.FromSeconds(everySeconds));
        }

        Assert.Empty(bench.Admission.Bans);
    }

    [Fact]
    public async Task An_address_with_registered_devices_stands_more_and_loses_none_of_them()
    {
        await using var bench = await RegistrarBench.StartAsync(Options);
        var desk = new TestPhone(bench) { Wire = new PhoneWire($"{Address}:5060") };
        await desk.RegisterAsync();
        await GuessForManyAsync(bench, 20);
        Assert.Empty(bench.Admission.Bans);

        await GuessForManyAsync(bench, 20);

        var ban = Assert.Single(bench.Admission.Bans);
        Assert.True(ban.SparesRegistered);
        Assert.Equal("200 OK", (await desk.RegisterAsync()).Status());
        Assert.Null(new Stranger(bench, Address, "3517").Ask());
        Assert.False(bench.Gate.IsBanned(desk.Wire.Peer)); // Its connections are not refused: a device may come back over one.
    }

    [Fact]
    public async Task A_registered_device_goes_on_beside_a_guesser_for_the_same_user()
    {
        await using var bench = await RegistrarBench.StartAsync(Options);
        var desk = new TestPhone(bench) { Wire = new PhoneWire($"{Address}:5060") };
        await desk.RegisterAsync();
        var soft = new Stranger(bench, Address, "3516");

        await soft.GuessAsync(5);

        Assert.Null(soft.Guess());
        Assert.Equal("200 OK", (await desk.RegisterAsync()).Status());
    }

    [Fact]
    public async Task A_success_in_between_takes_nothing_off_the_count()
    {
        await using var bench = await RegistrarBench.StartAsync(Options);
        var own = new TestPhone(bench, "3517") { Wire = new PhoneWire($"{Address}:5060") };
        var guesser = new Stranger(bench, Address, "3516");

        for (var count = 0; count < 5; count++)
        {
            guesser.Guess();
            await own.RegisterAsync();
        }

        await bench.JudgeAsync();
        Assert.Equal("3516", Assert.Single(bench.Admission.Bans).User);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.8.9.10")]
    [InlineData("::1")]
    [InlineData("192.0.2.9")] // Allowed by the settings.
    [InlineData("203.0.113.50")] // Allowed in the portal.
    [InlineData("203.0.113.99")] // An administrator is signed in from there.
    public async Task Some_addresses_are_never_banned(string address)
    {
        var options = Options;
        options.AllowedNetworks.Add("192.0.2.0/24");
        await using var bench = await RegistrarBench.StartAsync(options);
        await bench.Admission.AllowAsync(Network("203.0.113.0/26"), "office", "anna", CancellationToken.None);
        bench.Administrators.Add("203.0.113.99");
        var stranger = new Stranger(bench, address);

        await stranger.GuessAsync(200);

        Assert.NotNull(stranger.Guess());
        Assert.Empty(bench.Admission.Bans);
    }

    [Fact]
    public async Task An_administrator_who_signs_in_from_a_banned_address_is_heard_at_once()
    {
        await using var bench = await RegistrarBench.StartAsync(Options);
        await GuessForManyAsync(bench, 12);
        var phone = new Stranger(bench, Address);
        Assert.Null(phone.Ask());

        bench.Administrators.Add(Address);

        Assert.NotNull(phone.Ask());
    }

    [Fact]
    public async Task An_IPv6_subscriber_is_one_address()
    {
        await using var bench = await RegistrarBench.StartAsync(Options);
        for (var host = 1; host <= 12; host++)
        {
            new Stranger(bench, $"2001:db8:1:2::{host:x}", $"1{host:00}").Guess();
        }

        await bench.JudgeAsync();

        Assert.Equal("2001:db8:1:2::/64", Assert.Single(bench.Admission.Bans).Network.ToString());
        Assert.Null(new Stranger(bench, "2001:db8:1:2:ffff::1").Ask());
        Assert.NotNull(new Stranger(bench, "2001:db8:1:3::1").Ask());
    }

    [Fact]
    public async Task A_ban_ends_by_itself_and_the_next_ones_are_longer()
    {
        await using var bench = await RegistrarBench.StartAsync(Options);
        var lengths = new List<TimeSpan>();
        for (var round = 0; round < 6; round++)
        {
            await GuessForManyAsync(bench, 12);
            var ban = Assert.Single(bench.Admission.Bans);
            Assert.Equal(round + 1, ban.Round);
            lengths.Add(ban.Until!.Value - ban.Since);
            bench.Time.Advance(lengths[^1] + TimeSpan.FromSeconds(1));
            await bench.JudgeAsync();
            Assert.Empty(bench.Admission.Bans);
        }

        bench.Time.Advance(TimeSpan.FromHours(25));
        await bench.JudgeAsync();
        await GuessForManyAsync(bench, 12);

        Assert.Equal([10, 40, 160, 640, 1440, 1440], lengths.Select(length => length.TotalMinutes));
        Assert.Equal(1, Assert.Single(bench.Admission.Bans).Round);
    }

    [Fact]
    public async Task An_address_that_is_unbanned_begins_anew()
    {
        await using var bench = await RegistrarBench.StartAsync(Options);
        await GuessForManyAsync(bench, 12);

        Assert.True(await bench.Admission.UnbanAsync(new BanKey(Network(Address), ""), "anna", CancellationToken.None));

        await GuessForManyAsync(bench, 11);
        Assert.Empty(bench.Admission.Bans);
        await GuessForManyAsync(bench, 1);
        Assert.Equal(1, Assert.Single(bench.Admission.Bans).Round);
        Assert.Contains(bench.Activity.Entries, line => line is { Kind: ActivityKind.Unbanned, Source: Address, Actor: "anna" });
        Assert.False(await bench.Admission.UnbanAsync(new BanKey(Network("203.0.113.1"), ""), "anna", CancellationToken.None));
    }

    [Fact]
    public async Task Bans_and_allowed_networks_survive_a_restart()
    {
        var before = await RegistrarBench.StartAsync(Options);
        var desk = new TestPhone(before, "3517") { Wire = new PhoneWire("198.51.100.80:5060") };
        await desk.RegisterAsync();
        await GuessForManyAsync(before, 12);
        await GuessForManyAsync(before, 40, "198.51.100.80");
        await before.Admission.AllowAsync(Network("203.0.113.0/24"), "office", "anna", CancellationToken.None);

        await using var bench = await before.RestartAsync();

        Assert.Null(new Stranger(bench, Address).Ask());
        await GuessForManyAsync(bench, 50, "203.0.113.5");
        Assert.Equal(2, bench.Admission.Bans.Count);
        bench.Deliver(desk.Request("Contact: <sip:3517@198.51.100.80:5060>"), desk.Wire);
        Assert.NotNull(desk.Wire.TryRead()); // It was registered before the ban.
        Assert.Null(new Stranger(bench, "198.51.100.80").Ask());
    }

    [Fact]
    public async Task A_ban_holds_at_once_and_is_written_when_the_store_can()
    {
        await using var bench = await RegistrarBench.StartAsync(Options);
        bench.Bans.IsFailing = true;

        await GuessForManyAsync(bench, 12);
        Assert.Null(new Stranger(bench, Address).Ask());
        await Assert.ThrowsAsync<StoreUnavailableException>(
            () => bench.Admission.UnbanAsync(new BanKey(Network(Address), ""), "anna", CancellationToken.None));
        Assert.Null(new Stranger(bench, Address).Ask());
        bench.Bans.IsFailing = false;
        await bench.JudgeAsync();

        Assert.Equal(Address, Assert.Single(bench.Bans.Bans).Network.ToString());
    }

    [Fact]
    public void Strangers_fill_no_more_than_the_table_of_bans()
    {
        var table = new BanTable(new SourceHash(), []);
        var until = new DateTimeOffset(2026, 8, 20, 13, 0, 0, TimeSpan.Zero);
        table.Put(Ban("203.0.113.1", until: null, by: "anna"));
        for (var stranger = 0; stranger < BanTable.MostBans + 500; stranger++)
        {
            table.Put(Ban($"10.{stranger >> 16}.{(stranger >> 8) & 255}.{stranger & 255}", until.AddSeconds(stranger), by: ""));
        }

        Assert.Equal(BanTable.MostBans, table.All.Count());
        Assert.NotNull(table.Find(new BanKey(Network("203.0.113.1"), "")));
        Assert.Null(table.Find(new BanKey(Network("10.0.0.0"), "")));
    }

    [Fact]
    public async Task Nothing_is_counted_or_banned_when_it_is_switched_off()
    {
        var options = Options;
        options.Enabled = false;
        await using var bench = await RegistrarBench.StartAsync(options);
        var stranger = new Stranger(bench, Address);

        await stranger.GuessAsync(200);

        Assert.NotNull(stranger.Guess());
        Assert.Empty(bench.Admission.Bans);
    }

    private static Ban Ban(string address, DateTimeOffset? until, string by) =>
        new() { Network = Network(address), Since = default, Until = until, Reason = "test", By = by };

    private static SourceNetwork Network(string text)
    {
        Assert.True(SourceNetwork.TryParse(text, out var network, out var mistake), mistake);
        return network;
    }

    /// <summary>One guess each for so many users.</summary>
    private static async Task GuessForManyAsync(RegistrarBench bench, int users, string address = Address)
    {
        for (var user = 0; user < users; user++)
        {
            new Stranger(bench, address, $"9{user}").Guess();
        }

        await bench.JudgeAsync();
    }
}
