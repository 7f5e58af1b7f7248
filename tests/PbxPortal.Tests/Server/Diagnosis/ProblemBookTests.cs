using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using PbxPortal.Server.Admission;
using PbxPortal.Server.Diagnosis;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Location;
using PbxPortal.Server.Registration;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Server.Diagnosis;

public sealed class ProblemBookTests : IAsyncDisposable
{
    private readonly ConnectionLog _connections;
    private RegistrarBench _bench = null!;
    private ProblemBook _book = null!;
    private ProblemSources _sources = null!;

    public ProblemBookTests()
    {
        _connections = new ConnectionLog(new TransportCounters(), _time, NullLogger<ConnectionLog>.Instance);
    }

    private readonly TestClock _time = new(new DateTimeOffset(2026, 8, 20, 12, 0, 0, TimeSpan.Zero));

    public async ValueTask DisposeAsync()
    {
        _book?.Dispose();
        await _bench.DisposeAsync();
    }

    [Fact]
    public async Task A_user_without_a_phone_has_never_sent_anything()
    {
        await StartAsync();

        var problems = Read();

        Assert.All(problems, problem => Assert.Equal((ProblemCause.NeverSent, ProblemRank.NeverSent), (problem.Cause, problem.Rank)));
        Assert.Equal(["3516", "3516", "3517"], problems.Select(problem => problem.User).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_wrong_password_appears_with_its_evidence_and_goes_when_the_phone_registers()
    {
        await StartAsync();
        var wrong = new TestPhone(_bench) { Credentials = new PhoneCredentials("3516", "not-this-one") };
        await wrong.RegisterAsync();
        await wrong.RegisterAsync();

        var problem = Assert.Single(Of(11));
        Assert.Equal((ProblemCause.WrongPassword, ProblemRank.Unreachable, ProblemFix.NewPassword, 2L), (problem.Cause, problem.Rank, problem.Fix, problem.Tries));
        Assert.Equal(("acme.example", "192.0.2.4:5060", "Yealink T46U"), (problem.Domain, problem.Source, problem.Product));
        Assert.Contains(new ProblemFact("Realm", "acme.example"), problem.Facts);
        Assert.Contains(new ProblemFact("Authentication name", "3516"), problem.Facts);

        await _bench.AdvanceAsync(1);
        var right = new TestPhone(_bench);
        Assert.StartsWith("SIP/2.0 200", await right.RegisterAsync(), StringComparison.Ordinal);

        Assert.Empty(Of(11));
        Assert.Empty(_bench.Attempts.Read());
    }

    [Fact]
    public async Task A_registration_leaves_no_evidence()
    {
        await StartAsync();
        var phone = new TestPhone(_bench);

        await phone.RegisterAsync();
        await _bench.AdvanceAsync(1800);
        await phone.RegisterAsync();

        Assert.Empty(_bench.Attempts.Read());
        Assert.Equal(0, _bench.Attempts.Version);
    }

    [Fact]
    public async Task An_unknown_user_comes_with_the_nearest_one_and_goes_when_it_is_added()
    {
        await StartAsync();
        await new TestPhone(_bench, "3561").RegisterAsync();

        var problem = Assert.Single(Read(), problem => problem.Cause == ProblemCause.UnknownUser);
        Assert.Equal(("3561", "3516", ProblemRank.Stranger, Tenants.Acme.Id), (problem.User, problem.Suggestion, problem.Rank, problem.DomainId));
        Assert.Equal("There is no user 3561 in acme.example. Did it mean 3516 User 3516?", problem.Summary);

        _bench.Directory.Apply(Tenants.Added(Tenants.User(61, "3561")));
        Assert.DoesNotContain(Read(), problem => problem.Cause == ProblemCause.UnknownUser);
    }

    [Fact]
    public async Task A_wrong_domain_is_of_no_domain_and_names_the_right_one()
    {
        await StartAsync();
        await _bench.AskAsync(new TestPhone(_bench, "3517", "acme.exampel").Request("Contact: <sip:3517@192.0.2.4>"));

        var problem = Assert.Single(Read(), problem => problem.Cause == ProblemCause.WrongDomain);
        Assert.Null(problem.DomainId);
        Assert.Contains("to acme.example", problem.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disabled_user_whose_phone_goes_on_is_a_problem_and_then_waited_for()
    {
        await StartAsync();
        _bench.Directory.Apply(Tenants.Added(Tenants.User(11, "3516") with { IsEnabled = false }));
        await new TestPhone(_bench).RegisterAsync();
        Assert.Equal(ProblemCause.UserDisabled, Assert.Single(Of(11)).Cause);

        _bench.Directory.Apply(Tenants.Added(Tenants.User(11, "3516")));
        Assert.Equal(ProblemCause.AwaitingRetry, Assert.Single(Of(11)).Cause);
    }

    [Fact]
    public async Task A_device_that_is_kept_out_and_goes_on_can_be_allowed()
    {
        await StartAsync();
        var phone = new TestPhone(_bench);
        await phone.RegisterAsync();
        var deviceId = Assert.Single(_bench.DevicesOf()).DeviceId;
        await ((IDeviceControl)_bench.Location).LogOutAsync(deviceId, new LogOutOrder("anna", KeepsOut: true), CancellationToken.None);
        Assert.Equal((ProblemCause.KeptOut, "It is kept out by anna."), (Assert.Single(Of(11)).Cause, Assert.Single(Of(11)).Summary));

        await phone.RegisterAsync();

        var problem = Assert.Single(Of(11));
        Assert.Equal((ProblemCause.KeptOut, ProblemFix.AllowDevice, deviceId), (problem.Cause, problem.Fix, problem.DeviceId!.Value));
        Assert.Contains("goes on trying", problem.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_phone_that_stops_refreshing_is_missed_from_where_it_was()
    {
        await StartAsync();
        await new TestPhone(_bench).RegisterAsync();
        await _bench.AdvanceAsync(3601);

        var problem = Assert.Single(Of(11));

        Assert.Equal((ProblemCause.StoppedRefreshing, ProblemRank.Unreachable, "192.0.2.4:5060"), (problem.Cause, problem.Rank, problem.Source));
        Assert.Equal(_bench.Time.GetUtcNow(), problem.Since!.Value, TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task A_strangers_guesses_do_not_hide_why_the_phone_is_away()
    {
        await StartAsync();
        await new TestPhone(_bench).RegisterAsync();
        await _bench.AdvanceAsync(3601);
        await new TestPhone(_bench)
        {
            Credentials = new PhoneCredentials("3516", "guess"),
            Wire = new PhoneWire("198.51.100.66:5060"),
            UserAgent = "Softphone 1.0",
        }.RegisterAsync();

        Assert.Equal(
            [(ProblemCause.StoppedRefreshing, ProblemRank.Unreachable), (ProblemCause.WrongPassword, ProblemRank.OneDevice)],
            Of(11).Select(problem => (problem.Cause, problem.Rank)));
    }

    [Fact]
    public async Task Phones_that_fall_together_are_one_problem()
    {
        await StartAsync([.. Enumerable.Range(1, 12).Select(n => Tenants.User(100 + n, (600 + n).ToString(CultureInfo.InvariantCulture)))]);
        for (var phone = 1; phone <= 12; phone++)
        {
            var extension = (600 + phone).ToString(CultureInfo.InvariantCulture);
            var answer = await new TestPhone(_bench, extension) { Wire = new PhoneWire($"203.0.113.7:{5000 + phone}") }
                .RegisterAsync($"Contact: <sip:{extension}@192.168.1.{phone}>");
            Assert.StartsWith("SIP/2.0 200", answer, StringComparison.Ordinal);
        }

        await _bench.AdvanceAsync(3602);

        var outage = Read()[0];
        Assert.Equal((ProblemCause.SiteOutage, ProblemRank.Many, Tenants.Acme.Id), (outage.Cause, outage.Rank, outage.DomainId));
        Assert.Equal("12 phones behind 203.0.113.7 dropped together.", outage.Summary);
        Assert.Equal(12, outage.Members.Length);
        Assert.DoesNotContain(Read(), problem => problem.Cause == ProblemCause.StoppedRefreshing);
    }

    [Fact]
    public async Task Asking_again_and_again_without_an_answer_to_the_challenge_is_a_loop()
    {
        await StartAsync();
        var phone = new TestPhone(_bench);
        for (var attempt = 0; attempt < LoopCounter.Suspicious; attempt++)
        {
            Assert.DoesNotContain(Of(11), problem => problem.Cause == ProblemCause.ChallengeUnanswered);
            await _bench.AskAsync(phone.Request("Contact: <sip:3516@192.0.2.4:5060>"), phone.Wire);
        }

        var problem = Assert.Single(Of(11));
        Assert.Equal((ProblemCause.ChallengeUnanswered, (long)LoopCounter.Suspicious), (problem.Cause, problem.Tries));
    }

    [Fact]
    public async Task Going_on_with_an_old_nonce_is_a_loop()
    {
        await StartAsync();
        var phone = new TestPhone(_bench);
        phone.Credentials.Accept(await _bench.AskAsync(phone.Request("Contact: <sip:3516@192.0.2.4:5060>"), phone.Wire));
        await _bench.AdvanceAsync(301);
        for (var attempt = 0; attempt < LoopCounter.Suspicious; attempt++)
        {
            var answer = await _bench.AskAsync(phone.Credentials.Authorize(phone.Request("Contact: <sip:3516@192.0.2.4:5060>")), phone.Wire);
            Assert.Contains("stale=true", answer, StringComparison.Ordinal);
        }

        Assert.Equal(ProblemCause.NonceLoop, Assert.Single(Of(11)).Cause);
    }

    [Fact]
    public async Task A_ban_is_the_cause_whatever_led_to_it()
    {
        await StartAsync();
        await new TestPhone(_bench) { Credentials = new PhoneCredentials("3516", "guess") }.RegisterAsync();
        Assert.True(SourceNetwork.TryParse("192.0.2.4", out var network, out _));
        await _bench.Admission.BanAsync(network, TimeSpan.FromMinutes(10), "by hand", "anna", CancellationToken.None);

        var problem = Assert.Single(Of(11));

        Assert.Equal((ProblemCause.Banned, ProblemFix.Unban, new BanKey(network, "")), (problem.Cause, problem.Fix, problem.Ban!.Value));
    }

    [Fact]
    public async Task A_failed_handshake_is_shown_with_its_reason()
    {
        await StartAsync();
        Assert.True(PeerAddress.TryParse("203.0.113.9:40000", out var peer));
        _connections.Report(ConnectionTrouble.HandshakeFailed, peer, TransportProtocol.Tls, "it does not know who signed our certificate");

        var problem = Assert.Single(Read(), problem => problem.Cause == ProblemCause.TlsFailed);

        Assert.Equal("It does not get through the TLS handshake: it does not know who signed our certificate.", problem.Summary);
        Assert.Null(problem.DomainId);
    }

    [Fact]
    public async Task An_interval_that_is_too_brief_is_a_problem_when_the_phone_does_not_heed_the_least()
    {
        await StartAsync();
        var phone = new TestPhone(_bench);
        Assert.StartsWith("SIP/2.0 423", await phone.RegisterAsync("Contact: <sip:3516@192.0.2.4:5060>;expires=20"), StringComparison.Ordinal);
        Assert.DoesNotContain(Of(11), problem => problem.Cause == ProblemCause.IntervalTooBrief);

        Assert.StartsWith("SIP/2.0 423", await phone.RegisterAsync("Contact: <sip:3516@192.0.2.4:5060>;expires=20"), StringComparison.Ordinal);
        Assert.Equal(ProblemCause.IntervalTooBrief, Assert.Single(Of(11)).Cause);

        Assert.StartsWith("SIP/2.0 200", await phone.RegisterAsync("Contact: <sip:3516@192.0.2.4:5060>;expires=60"), StringComparison.Ordinal);
        Assert.Empty(Of(11));
    }

    [Fact]
    public async Task Counts_the_users_whom_a_call_would_find()
    {
        await StartAsync();
        await new TestPhone(_bench).RegisterAsync();

        Read();

        Assert.Equal(new DomainCounts(Users: 2, ReachableUsers: 1, AsleepUsers: 0, NeverSent: 1, Registered: 1, Encrypted: 0), _book.Read().Domains[Tenants.Acme.Id]);
        Assert.Equal(_book.Read().Domains.OrderBy(pair => pair.Key), new DomainCensus(_sources).Count().OrderBy(pair => pair.Key));
    }

    [Theory]
    [InlineData(99u, null)]
    [InlineData(1234u, "1,234 datagrams were lost within the last hour before they could be read, for more came at once than the UDP socket holds.")]
    public async Task A_full_socket_is_a_problem_of_many_unless_it_lost_a_few(uint dropped, string? summary)
    {
        await StartAsync();
        _bench.Admission.Watch(() => dropped);
        await _bench.Admission.TurnAsync(TestContext.Current.CancellationToken);

        var problem = Read().SingleOrDefault(problem => problem.Cause == ProblemCause.Overload);

        Assert.Equal(summary, problem?.Summary);
        Assert.Equal(summary is null ? null : ProblemRank.Many, problem?.Rank);
        _bench.Time.Advance(TimeSpan.FromHours(2));
        Assert.DoesNotContain(Read(), later => later.Cause == ProblemCause.Overload);
    }

    [Fact]
    public async Task The_same_snapshot_serves_all_until_something_changes()
    {
        await StartAsync();
        var before = _book.Read();
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Same(before, _book.Read());

        await new TestPhone(_bench).RegisterAsync();

        Read();
        Assert.NotEqual(before.Version, _book.Read().Version);
    }

    private async Task StartAsync(params User[] more)
    {
        var users = Tenants.All();
        _bench = await RegistrarBench.StartAsync(users with { Users = [.. users.Users, .. more] });
        _sources = new ProblemSources(
            _bench.Directory,
            _bench.Table,
            _bench.Location,
            _bench.Reach,
            _bench.Attempts,
            new PortHistory(),
            _bench.Admission,
            _connections,
            Options.Create(new RegistrarOptions()));
        _book = new ProblemBook(_sources, _bench.Feed, _time);
    }

    /// <summary>As they stand now: the last list is old enough.</summary>
    private IReadOnlyList<Problem> Read()
    {
        _time.Advance(TimeSpan.FromSeconds(6));
        return _book.Read().Problems;
    }

    private IReadOnlyList<Problem> Of(long userId) => [.. Read().Where(problem => problem.UserId == userId)];
}
