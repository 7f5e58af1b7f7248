using System.Text;
using PbxPortal.Phones;
using PbxPortal.Phones.Profiles;
using PbxPortal.Sip.Authentication;
using PbxPortal.Sip.Messages;

namespace PbxPortal.Tests.Phones;

public sealed class SimulatedPhoneTests : IAsyncLifetime
{
    private const string Challenge = """
        SIP/2.0 401 Unauthorized
        WWW-Authenticate: Digest realm="example.com", nonce="n1", qop="auth", algorithm=MD5
        """;

    private const string Granted = """
        SIP/2.0 200 OK
        Contact: {contact};expires=600
        """;

    private static readonly PhoneAccount Alice = new("100", "example.com", "secret") { DisplayName = "Alice Weber" };

    private readonly WatchedClock _clock = new();
    private readonly List<IAsyncDisposable> _disposables = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var disposable in Enumerable.Reverse(_disposables))
        {
            await disposable.DisposeAsync();
        }
    }

    [Fact]
    public async Task Registers_with_the_digest_of_its_password()
    {
        var registrar = Registrar(Challenge, Granted);
        var phone = Phone(registrar, PhoneProfiles.YealinkT46U);

        var state = await phone.RegisterAsync(Cancellation);

        var first = await registrar.NextRequestAsync();
        var second = await registrar.NextRequestAsync();
        Assert.Equal(PhoneState.Registered, state);
        Assert.Equal("", first["Authorization"]);
        Assert.True(Proves(second["Authorization"], "secret"));
        Assert.Equal(("1 REGISTER", "2 REGISTER"), (first["CSeq"], second["CSeq"]));
        Assert.Equal(first["Call-ID"], second["Call-ID"]);
        Assert.Equal(600, phone.LastAnswer?.GrantedSeconds);
        Assert.Null(phone.Unanswered);
    }

    [Fact]
    public async Task Refreshes_at_half_of_the_granted_time_with_the_next_nonce_count()
    {
        var registrar = Registrar(Challenge, Granted);
        var phone = Phone(registrar, PhoneProfiles.MicroSip);
        await phone.RegisterAsync(Cancellation);

        await _clock.PassAsync(TimeSpan.FromSeconds(300));

        var refresh = await registrar.NextRequestAsync(skip: 2);
        Assert.Equal("3 REGISTER", refresh["CSeq"]);
        Assert.Contains("nc=00000002", refresh["Authorization"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_a_stale_nonce_with_the_new_one()
    {
        var registrar = Registrar(
            Challenge,
            """
            SIP/2.0 401 Unauthorized
            WWW-Authenticate: Digest realm="example.com", nonce="n2", qop="auth", stale=true
            """,
            Granted);
        var phone = Phone(registrar);

        var state = await phone.RegisterAsync(Cancellation);

        var last = await registrar.NextRequestAsync(skip: 2);
        Assert.Equal(PhoneState.Registered, state);
        Assert.Contains("nonce=\"n2\"", last["Authorization"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fails_when_its_password_is_refused_and_tries_again_later()
    {
        var registrar = Registrar(Challenge);
        var phone = Phone(registrar);

        var state = await phone.RegisterAsync(Cancellation);

        Assert.Equal(PhoneState.Failed, state);
        Assert.Equal(401, phone.LastAnswer?.StatusCode);
        await registrar.NextRequestAsync(skip: 1);
        Assert.False(registrar.HasMoreRequests);
        await _clock.PassAsync(TimeSpan.FromSeconds(30));
        Assert.Equal("3 REGISTER", (await registrar.NextRequestAsync())["CSeq"]);
    }

    [Fact]
    public async Task Asks_for_the_minimum_when_its_interval_is_too_brief()
    {
        var registrar = Registrar(
            """
            SIP/2.0 423 Interval Too Brief
            Min-Expires: 900
            """,
            Granted);
        var phone = Phone(registrar, PhoneProfiles.YealinkT46U with { RequestedExpires = TimeSpan.FromSeconds(10) });

        var state = await phone.RegisterAsync(Cancellation);

        Assert.Equal("10", (await registrar.NextRequestAsync())["Expires"]);
        Assert.Equal("900", (await registrar.NextRequestAsync())["Expires"]);
        Assert.Equal(PhoneState.Registered, state);
    }

    [Fact]
    public async Task Rests_as_long_as_Retry_After_says()
    {
        var registrar = Registrar(
            """
            SIP/2.0 503 Service Unavailable
            Retry-After: 17 (disk full)
            """,
            Granted);
        var phone = Phone(registrar);
        await phone.RegisterAsync(Cancellation);

        await _clock.PassAsync(TimeSpan.FromSeconds(17));

        await phone.WaitForStateAsync(PhoneState.Registered, Cancellation);
        Assert.Equal(200, phone.LastAnswer?.StatusCode);
    }

    [Fact]
    public async Task Repeats_an_unanswered_request_with_growing_pauses_and_then_gives_up()
    {
        double[] pauses = [0.5, 1, 2, 4, 4, 4, 4, 4, 4, 4, 0.5];
        var registrar = Registrar("");
        var phone = Phone(registrar);
        var registering = phone.RegisterAsync(Cancellation);

        var copies = new List<string>();
        foreach (var pause in pauses)
        {
            copies.Add((await registrar.NextRequestAsync()).Text);
            Assert.Equal(TimeSpan.FromSeconds(pause), await _clock.NextTimerAsync());
            _clock.Advance(TimeSpan.FromSeconds(pause));
        }

        Assert.Equal(PhoneState.Failed, await registering);
        Assert.Single(copies.Distinct(StringComparer.Ordinal));
        Assert.Equal(0, phone.LastAnswer?.StatusCode);
        Assert.Equal(phone.LastAnswer?.Attempt, phone.Unanswered);
        Assert.False(registrar.HasMoreRequests);
    }

    [Fact]
    public async Task Moves_to_another_port_and_Call_ID_and_takes_its_old_contact_back()
    {
        var registrar = Registrar(Granted);
        var phone = Phone(registrar, PhoneProfiles.MicroSip);
        await phone.RegisterAsync(Cancellation);

        await phone.MoveAsync(Cancellation);

        var before = await registrar.NextRequestAsync();
        var after = await registrar.NextRequestAsync();
        Assert.NotEqual(before.Source.Port, after.Source.Port);
        Assert.NotEqual(before["Call-ID"], after["Call-ID"]);
        Assert.Equal(2, after.All("Contact").Count);
        Assert.NotEqual(before["Contact"], after["Contact"]);
        Assert.Equal(before["Contact"] + ";expires=0", after.All("Contact")[1]);
    }

    [Fact]
    public async Task Logs_out_with_an_expiry_of_zero_and_stays_out()
    {
        var registrar = Registrar(Granted, "SIP/2.0 200 OK", Granted);
        var phone = Phone(registrar, PhoneProfiles.YealinkT46U with { ReusesNonce = true });
        await phone.RegisterAsync(Cancellation);

        var state = await phone.LogOutAsync(Cancellation);

        Assert.Equal(PhoneState.LoggedOut, state);
        Assert.Equal("0", (await registrar.NextRequestAsync(skip: 1))["Expires"]);
        Assert.Equal((0, 0), (phone.LastAnswer?.GrantedSeconds, phone.LastAnswer?.Attempt.RequestedSeconds));
        _clock.Advance(TimeSpan.FromDays(1));
        await phone.VanishAsync(Cancellation);
        Assert.False(registrar.HasMoreRequests);
    }

    [Fact]
    public async Task Vanishes_without_a_word_and_comes_back_with_another_Call_ID()
    {
        var registrar = Registrar(Granted);
        var phone = Phone(registrar);
        await phone.RegisterAsync(Cancellation);

        var state = await phone.VanishAsync(Cancellation);

        Assert.Equal(PhoneState.Vanished, state);
        var before = await registrar.NextRequestAsync();
        Assert.False(registrar.HasMoreRequests);
        Assert.Equal(PhoneState.Registered, await phone.RegisterAsync(Cancellation));
        Assert.NotEqual(before["Call-ID"], (await registrar.NextRequestAsync())["Call-ID"]);
    }

    [Fact]
    public async Task Notices_its_expiry_when_it_never_refreshes()
    {
        var registrar = Registrar(Granted);
        var phone = Phone(registrar, PhoneProfiles.YealinkT46U with { RefreshAfter = null });
        await phone.RegisterAsync(Cancellation);

        await _clock.PassAsync(TimeSpan.FromSeconds(600));

        await phone.WaitForStateAsync(PhoneState.Expired, Cancellation);
        await registrar.NextRequestAsync();
        Assert.False(registrar.HasMoreRequests);
    }

    [Fact]
    public async Task Does_not_take_a_200_without_its_contact_for_a_registration()
    {
        var registrar = Registrar("""
            SIP/2.0 200 OK
            Contact: <sip:100@192.0.2.1>;expires=600
            """);
        var phone = Phone(registrar);

        var state = await phone.RegisterAsync(Cancellation);

        Assert.Equal(PhoneState.Failed, state);
    }

    [Fact]
    public async Task Says_that_it_is_there_when_asked_by_OPTIONS()
    {
        var registrar = Registrar(Granted, "");
        var phone = Phone(registrar);
        await phone.RegisterAsync(Cancellation);

        await registrar.SendAsync("""
            OPTIONS sip:100@127.0.0.1 SIP/2.0
            Via: SIP/2.0/UDP 127.0.0.1:5060;branch=z9hG4bKping;rport
            Max-Forwards: 70
            From: <sip:example.com>;tag=1
            To: <sip:100@example.com>
            Call-ID: ping
            CSeq: 1 OPTIONS
            Content-Length: 0
            """);

        var answer = await registrar.NextRequestAsync(skip: 1);
        Assert.StartsWith("SIP/2.0 200 OK\r\n", answer.Text, StringComparison.Ordinal);
        Assert.Equal("1 OPTIONS", answer["CSeq"]);
    }

    [Fact]
    public async Task Takes_another_port_when_its_own_is_taken()
    {
        var registrar = Registrar(Granted);
        var options = Options(registrar) with { Local = registrar.EndPoint };
        var phone = Keep(new SimulatedPhone(Alice, PhoneProfiles.YealinkT46U, Identity(), options));

        var state = await phone.RegisterAsync(Cancellation);

        var request = await registrar.NextRequestAsync();
        Assert.Equal(PhoneState.Registered, state);
        Assert.NotEqual(registrar.EndPoint, request.Source);
        Assert.Equal($"<sip:100@{request.Source}>", request["Contact"]);
    }

    [Fact]
    public async Task Tells_each_answer_to_whoever_wants_to_know()
    {
        var answers = new List<RegisterAnswer>();
        var registrar = Registrar(Granted, "SIP/2.0 403 Forbidden");
        var options = Options(registrar) with { OnAnswer = (_, answer) => answers.Add(answer) };
        var phone = Keep(new SimulatedPhone(Alice, PhoneProfiles.YealinkT46U, Identity(), options));

        await phone.RegisterAsync(Cancellation);
        await phone.RegisterAsync(Cancellation);

        Assert.Equal([200, 403], answers.Select(answer => answer.StatusCode));
        Assert.Equal([600, 0], answers.Select(answer => answer.GrantedSeconds));
    }

    private static PhoneIdentity Identity() => new(new SeededGenerator(seed: 7));

    private static bool Proves(string authorization, string password)
    {
        var ha1 = new byte[DigestAlgorithms.MaxHashLength];
        DigestCalculator.ComputeHa1(
            DigestAlgorithm.Md5, "100"u8, "example.com"u8, Encoding.UTF8.GetBytes(password), ha1);
        return DigestCredentials.TryParse(Encoding.UTF8.GetBytes(authorization), out var credentials)
            && DigestCalculator.IsProofOf(DigestAlgorithm.Md5, ha1, "REGISTER"u8, credentials);
    }

    private PhoneOptions Options(ScriptedRegistrar registrar) => new()
    {
        Registrar = registrar.EndPoint,
        TimeProvider = _clock,
    };

    private ScriptedRegistrar Registrar(params string[] answers) => Keep(new ScriptedRegistrar(answers));

    private SimulatedPhone Phone(ScriptedRegistrar registrar, PhoneProfile? profile = null) =>
        Keep(new SimulatedPhone(Alice, profile ?? PhoneProfiles.YealinkT46U, Identity(), Options(registrar)));

    private T Keep<T>(T disposable)
        where T : IAsyncDisposable
    {
        _disposables.Add(disposable);
        return disposable;
    }
}
