using PbxPortal.Server.Activity;
using PbxPortal.Server.Location;

namespace PbxPortal.Tests.Server.Activity;

/// <summary>A phone that does not get in has a row that says why, and a line in the activity; for a while.</summary>
public sealed class FailingDeviceTests
{
    private const string Contact = "Contact: <sip:3516@192.0.2.4:5060>;+sip.instance=\"<urn:uuid:1>\"";

    [Fact]
    public async Task A_wrong_password_is_shown_with_the_number_of_tries_and_forgotten_after_a_quarter_of_an_hour()
    {
        await using var bench = await RegistrarBench.StartAsync();
        await FailAsync(bench);
        await FailAsync(bench);
        await bench.TellRefusalsAsync();

        var row = Assert.Single(bench.DevicesOf());
        Assert.Equal((DeviceStatus.Failing, "wrong password, 2 tries"), (row.Status, row.Reason));
        Assert.Equal("Yealink T46U", row.Product);
        var entry = Assert.Single(bench.Activity.Entries);
        Assert.Equal(
            (ActivityKind.Refused, "3516@acme.example", "wrong password", 2, 11L),
            (entry.Kind, entry.User, entry.Reason, entry.Count, entry.UserId!.Value));
        Assert.Empty(bench.Store.Devices);
        await bench.AdvanceAsync(899);
        Assert.Single(bench.DevicesOf());
        await bench.AdvanceAsync(1.2);
        Assert.Empty(bench.DevicesOf());
    }

    [Fact]
    public async Task The_right_password_makes_the_row_an_ordinary_one()
    {
        await using var bench = await RegistrarBench.StartAsync();
        await FailAsync(bench);
        await bench.TellRefusalsAsync();
        var deviceId = Assert.Single(bench.DevicesOf()).DeviceId;

        await new TestPhone(bench).RegisterAsync(Contact);

        var row = Assert.Single(bench.DevicesOf());
        Assert.Equal((deviceId, DeviceStatus.Online), (row.DeviceId, row.Status));
        Assert.Equal(deviceId, Assert.Single(bench.Store.Devices).Id);
        await bench.AdvanceAsync(1000);
        Assert.Single(bench.DevicesOf());
    }

    [Fact]
    public async Task Guesses_of_somebody_else_do_not_make_a_registered_phone_look_broken()
    {
        await using var bench = await RegistrarBench.StartAsync();
        await new TestPhone(bench).RegisterAsync($"{Contact};expires=60");

        await FailAsync(bench);
        await bench.TellRefusalsAsync();

        Assert.Equal(DeviceStatus.Online, Assert.Single(bench.DevicesOf()).Status);
        Assert.Single(bench.Activity.Entries);
        await bench.AdvanceAsync(61);
        Assert.Equal("expired", Assert.Single(bench.DevicesOf()).Reason);
    }

    [Fact]
    public async Task A_stranger_makes_three_rows_at_most()
    {
        await using var bench = await RegistrarBench.StartAsync();

        for (var i = 0; i < 20; i++)
        {
            var stranger = new TestPhone(bench) { Credentials = new PhoneCredentials("3516", "guess"), UserAgent = $"guesser {i}" };
            await stranger.RegisterAsync($"Contact: <sip:{i}@198.51.100.66>");
        }

        await bench.TellRefusalsAsync();

        Assert.Equal(3, bench.DevicesOf().Count);
    }

    [Fact]
    public async Task The_first_refusal_is_told_at_once_and_its_repeats_once_a_minute_with_their_number()
    {
        await using var bench = await RegistrarBench.StartAsync();
        await FailAsync(bench);
        await bench.TellRefusalsAsync();
        for (var i = 0; i < 5; i++)
        {
            await FailAsync(bench);
            await bench.TellRefusalsAsync();
        }

        await bench.AdvanceAsync(60);
        await bench.TellRefusalsAsync();

        Assert.Equal([1, 5], bench.Activity.Entries.Select(entry => entry.Count));
    }

    [Fact]
    public async Task A_first_challenge_and_a_stale_nonce_are_nobodys_mistake()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench);
        await phone.RegisterAsync(Contact);
        await bench.AdvanceAsync(400);
        await phone.RegisterAsync(Contact);

        await bench.TellRefusalsAsync();

        Assert.Empty(bench.Activity.Entries);
    }

    [Theory]
    [InlineData("sip:acme.example", "9999", "unknown user", null)]
    [InlineData("sip:other.example", "3516", "wrong domain", null)]
    [InlineData("sip:acme.example", "3516", "wrong password", 11L)]
    public async Task Each_cause_is_told_in_words(string requestUri, string username, string reason, long? userId)
    {
        await using var bench = await RegistrarBench.StartAsync();
        var credentials = new PhoneCredentials(username, "guess");
        var request = new TestPhone(bench, username).Request(Contact);
        credentials.Accept(await bench.AskAsync(request));

        await bench.AskAsync(credentials.Authorize(request).Replace("REGISTER sip:acme.example", $"REGISTER {requestUri}", StringComparison.Ordinal));
        await bench.TellRefusalsAsync();

        var entry = Assert.Single(bench.Activity.Entries);
        Assert.Equal((reason, userId), (entry.Reason, entry.UserId));
    }

    [Fact]
    public async Task Somebody_elses_address_is_not_shown_in_his_domain()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var request =
            """
            REGISTER sip:acme.example SIP/2.0
            From: <sip:3516@globex.example>;tag=1
            To: <sip:3516@globex.example>
            Call-ID: 1
            CSeq: 1 REGISTER
            Contact: <sip:3516@192.0.2.4>
            """;

        await bench.AskAsync(request, new PhoneCredentials("3516", "secret-3516"));
        await bench.TellRefusalsAsync();

        Assert.Empty(bench.DevicesOf(21));
        Assert.Equal(1, Assert.Single(bench.Activity.Entries).DomainId);
    }

    [Fact]
    public async Task A_flood_of_different_refusals_is_counted_beyond_a_thousand()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var wire = new PhoneWire("198.51.100.66:5060");
        for (var i = 0; i < 1010; i++)
        {
            await bench.AskAsync(
                $"""
                REGISTER sip:other.example SIP/2.0
                From: <sip:{i}@other.example>;tag=1
                To: <sip:{new string('9', 3000)}{i}@other.example>
                Call-ID: {i}
                CSeq: 1 REGISTER
                User-Agent: scanner {i}
                """,
                wire);
        }

        await bench.TellRefusalsAsync();

        Assert.Equal(1000, bench.Activity.Entries.Count);
        Assert.Equal(10, bench.Refusals.Overflow);
        Assert.All(bench.Activity.Entries, entry => Assert.InRange(entry.User.Length, 1, 256));
    }

    [Fact]
    public async Task A_store_that_takes_no_refusals_is_no_reason_to_stop()
    {
        await using var bench = await RegistrarBench.StartAsync();
        bench.Activity.Failure = new StoreUnavailableException("disk full");
        await FailAsync(bench);

        await bench.TellRefusalsAsync();

        Assert.Equal(DeviceStatus.Failing, Assert.Single(bench.DevicesOf()).Status);
    }

    [Fact]
    public async Task The_loop_tells_by_itself_and_survives_any_failure()
    {
        await using var bench = await RegistrarBench.StartAsync();
        using var stopping = new CancellationTokenSource();
        var running = bench.Refusals.RunAsync(stopping.Token);
        bench.Activity.Failure = new InvalidOperationException("bad row");
        await FailAsync(bench);
        await WaitAsync(bench, () => bench.DevicesOf().Count == 1);
        bench.Activity.Failure = null;
        await FailAsync(bench);

        await WaitAsync(bench, () => bench.Activity.Entries.Count == 1);

        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private static async Task WaitAsync(RegistrarBench bench, Func<bool> isDone)
    {
        for (var i = 0; i < 1000 && !isDone(); i++)
        {
            await bench.AdvanceAsync(1);
            await Task.Yield();
        }

        Assert.True(isDone());
    }

    private static Task<string> FailAsync(RegistrarBench bench) =>
        new TestPhone(bench) { Credentials = new PhoneCredentials("3516", "guess") }.RegisterAsync(Contact);
}
