namespace PbxPortal.Tests.Server.Authentication;

/// <summary>Nonces are ours, live five minutes, belong to one realm, and are used once per count (RFC 7616, 3.3 and 3.4).</summary>
public sealed class NonceTests
{
    private const string Contact = "Contact: <sip:3516@192.0.2.4:5060>";

    [Fact]
    public async Task A_nonce_can_be_used_for_five_minutes()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench);
        phone.Credentials.Accept(await bench.AskAsync(phone.Request(Contact)));
        await bench.AdvanceAsync(300);

        var answer = await bench.AskAsync(phone.Credentials.Authorize(phone.Request(Contact)));

        Assert.Equal("200 OK", answer.Status());
    }

    [Fact]
    public async Task After_five_minutes_the_phone_is_told_that_only_its_nonce_is_stale()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench);
        phone.Credentials.Accept(await bench.AskAsync(phone.Request(Contact)));
        await bench.AdvanceAsync(300.1);

        var stale = await bench.AskAsync(phone.Credentials.Authorize(phone.Request(Contact)));
        phone.Credentials.Accept(stale);
        var answer = await bench.AskAsync(phone.Credentials.Authorize(phone.Request(Contact)));

        Assert.Equal("401 Unauthorized", stale.Status());
        Assert.All(stale.Rows("WWW-Authenticate"), row => Assert.EndsWith(", stale=true", row, StringComparison.Ordinal));
        Assert.Equal("200 OK", answer.Status());
    }

    [Fact]
    public async Task A_stranger_with_a_stale_nonce_is_not_told_that_it_is_stale()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var guess = new PhoneCredentials("3516", "guess");
        var phone = new TestPhone(bench);
        guess.Accept(await bench.AskAsync(phone.Request(Contact)));
        await bench.AdvanceAsync(301);

        var answer = await bench.AskAsync(guess.Authorize(phone.Request(Contact)));

        Assert.Equal("401 Unauthorized", answer.Status());
        Assert.DoesNotContain("stale", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_nonce_of_one_realm_is_stale_in_another()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var acme = new TestPhone(bench);
        var globex = new TestPhone(bench, "3516", "globex.example");
        globex.Credentials.Accept(await bench.AskAsync(acme.Request(Contact)));
        globex.Credentials.Realm = "globex.example";

        var answer = await bench.AskAsync(globex.Credentials.Authorize(globex.Request(Contact)));

        Assert.Contains("stale=true", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_nonce_that_somebody_else_made_is_stale()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench);
        phone.Credentials.Accept(
            """
            SIP/2.0 401 Unauthorized
            WWW-Authenticate: Digest realm="acme.example", nonce="AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", algorithm=MD5, qop="auth"
            """);

        var answer = await bench.AskAsync(phone.Credentials.Authorize(phone.Request(Contact)));

        Assert.Contains("stale=true", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_nonce_serves_several_requests_with_rising_counts()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench);

        Assert.Equal("200 OK", (await phone.RegisterAsync()).Status());
        Assert.Equal("200 OK", (await bench.AskAsync(phone.Credentials.Authorize(phone.Request(Contact)))).Status());
        Assert.Equal("200 OK", (await bench.AskAsync(phone.Credentials.Authorize(phone.Request(Contact), 17))).Status());
    }

    [Fact]
    public async Task A_count_that_was_used_is_refused_in_another_request()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench);
        await phone.RegisterAsync();
        await phone.RegisterAsync();

        var answer = await bench.AskAsync(phone.Credentials.Authorize(phone.Request(Contact), 2));

        Assert.Contains("stale=true", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Contact: <sip:3516@192.0.2.4:5060>", "Contact: <sip:thief@198.51.100.66>")]
    [InlineData("Contact: <sip:3516@192.0.2.4:5060>\nExpires: 600", "Contact: <sip:3516@192.0.2.4:5060>\nExpires: 0")]
    public async Task A_copy_of_a_request_with_something_else_in_it_is_a_replay(string sent, string forged)
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench);
        await phone.RegisterAsync(sent);

        var answer = await bench.AskAsync(phone.LastRequest.Replace(sent, forged, StringComparison.Ordinal));

        Assert.Contains("stale=true", answer, StringComparison.Ordinal);
        Assert.Equal("sip:3516@192.0.2.4:5060", Assert.Single(bench.BindingsOf()).ContactUri);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_copy_of_a_request_that_comes_from_elsewhere_is_a_replay(bool usesQop)
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench) { Credentials = new PhoneCredentials("3516", "secret-3516") { UsesQop = usesQop } };
        await phone.RegisterAsync();

        var answer = await bench.AskAsync(phone.LastRequest, new PhoneWire("198.51.100.66:5060"));

        Assert.Contains("stale=true", answer, StringComparison.Ordinal);
        Assert.Equal("192.0.2.4:5060", Assert.Single(bench.BindingsOf()).Source);
    }

    [Fact]
    public async Task A_phone_without_qop_goes_on_with_its_nonce_in_the_same_Call_ID_only()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench) { Credentials = new PhoneCredentials("3516", "secret-3516") { UsesQop = false } };
        await phone.RegisterAsync();

        var next = await bench.AskAsync(phone.Credentials.Authorize(phone.Request(Contact)));
        phone.CallId = "another";
        var other = await bench.AskAsync(phone.Credentials.Authorize(phone.Request(Contact)));

        Assert.Equal("200 OK", next.Status());
        Assert.Contains("stale=true", other, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_set_wall_clock_does_not_age_a_nonce()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench);
        phone.Credentials.Accept(await bench.AskAsync(phone.Request(Contact)));
        bench.Time.SetWallClock(TimeSpan.FromDays(-1000));

        var answer = await bench.AskAsync(phone.Credentials.Authorize(phone.Request(Contact)));

        Assert.Equal("200 OK", answer.Status());
    }

    [Fact]
    public async Task After_a_restart_a_phone_tries_once_more_and_is_in()
    {
        var first = await RegistrarBench.StartAsync();
        var phone = new TestPhone(first);
        await phone.RegisterAsync();
        await using var bench = await first.RestartAsync();

        var stale = await bench.AskAsync(phone.Credentials.Authorize(phone.Request(Contact)));

        Assert.Contains("stale=true", stale, StringComparison.Ordinal);
    }
}
