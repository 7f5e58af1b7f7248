using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Dapper;
using PbxPortal.Accounts;
using PbxPortal.Provisioning;
using PbxPortal.Server.Directory;
using PbxPortal.Sip.Transport;
using PbxPortal.Tests.Administration;

namespace PbxPortal.Tests.Provisioning;

public sealed class PhoneSetupTests : IAsyncLifetime
{
    private PhoneSetupBench _bench = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _bench = await PhoneSetupBench.StartAsync();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Makes_a_credential_for_the_one_phone_and_a_link_that_is_kept_as_a_hash()
    {
        var made = await _bench.CreateAsync();

        var credential = _bench.CredentialOf(made);
        Assert.Equal(("Linphone", false), (credential.Label, credential.IsRevoked));
        Assert.Equal(credential.Name, made.Setup!.CredentialName);
        Assert.Equal(SetupStage.Waiting, made.Setup.Stage);
        Assert.Equal("tls:pbx.example.com:5061", made.Setup.Server.ToString());
        Assert.Equal(TimeSpan.FromMinutes(15), made.Setup.ExpiresAt - made.Setup.CreatedAt);
        Assert.Matches("^https://pbx\\.example\\.com/p/[A-Za-z0-9_-]{22}$", made.Link!.AbsoluteUri);
        Assert.Equal(made.Link.AbsoluteUri, made.Code);
        Assert.Null(made.Settings);
        var stored = _bench.Administration.Database.FromOutside(connection => connection.QuerySingle<byte[]>("SELECT token_hash FROM phone_setup;"));
        Assert.Equal(SHA256.HashData(Encoding.UTF8.GetBytes(PhoneSetupBench.TokenOf(made))), stored);
    }

    [Fact]
    public async Task The_link_gives_the_settings_once_with_a_password_that_was_made_at_that_moment()
    {
        var made = await _bench.CreateAsync();

        var first = await _bench.FetchAsync(made);
        var second = await _bench.FetchAsync(made);

        var ha1 = EntryOf(first.Text!, "ha1");
        var credential = _bench.CredentialOf(made);
        var secrets = _bench.Administration.Get<ISecretBox>().Open(credential.Sealed);
        Assert.Equal(Convert.ToHexStringLower(secrets.Sha256), ha1);
        Assert.Equal((null, true), (second.Text, second.IsKnown));
        var setup = await _bench.FindAsync(made);
        Assert.Equal(
            (SetupStage.Opened, "203.0.113.7", "LinphoneAndroid/5.2"), (setup.Stage, setup.OpenedFrom, setup.OpenedBy));
    }

    [Fact]
    public async Task A_phone_that_fetched_its_password_is_let_in_by_it()
    {
        var made = await _bench.CreateAsync("groundwire");

        var document = await _bench.FetchAsync(made);

        var password = XDocument.Parse(document.Text!).Root!.Element("password")!.Value;
        Assert.True(_bench.Administration.Accepts(_bench.Now, _bench.CredentialOf(made), password));
        Assert.DoesNotContain(_bench.Administration.Audit, line => line.Contains(password, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_code_that_holds_the_password_lets_the_phone_in_and_has_no_link()
    {
        var made = await _bench.CreateAsync("sipnetic");

        Assert.Null(made.Link);
        Assert.Contains($"p={made.Settings!.Password};", made.Code, StringComparison.Ordinal);
        Assert.Contains($"au={made.Setup!.CredentialName};", made.Code, StringComparison.Ordinal);
        Assert.True(_bench.Administration.Accepts(_bench.Now, _bench.CredentialOf(made), made.Settings.Password));
    }

    [Fact]
    public async Task Values_to_type_in_come_without_a_code()
    {
        var made = await _bench.CreateAsync("other");

        Assert.Null(made.Code);
        Assert.Equal(("3516", "acme.example", "pbx.example.com"), (made.Settings!.Extension, made.Settings.Domain, made.Settings.Server.Host));
    }

    [Fact]
    public async Task Nobody_who_scans_in_time_means_that_the_credential_is_revoked()
    {
        var made = await _bench.CreateAsync();

        _bench.Clock.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(1));
        await _bench.LookAsync();
        Assert.Equal(SetupStage.Waiting, (await _bench.FindAsync(made)).Stage);
        _bench.Clock.Advance(TimeSpan.FromSeconds(1));
        var late = await _bench.FetchAsync(made);
        await _bench.LookAsync();

        Assert.Equal((null, true), (late.Text, late.IsKnown));
        Assert.Equal(SetupStage.Expired, (await _bench.FindAsync(made)).Stage);
        Assert.True(_bench.CredentialOf(made).IsRevoked);
        Assert.Contains(_bench.Administration.Audit, line => line.StartsWith("the clock|revoke password|3516@acme.example|", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_scans_in_the_last_second_has_five_minutes_to_register()
    {
        var made = await _bench.CreateAsync();

        _bench.Clock.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(1));
        Assert.NotNull((await _bench.FetchAsync(made)).Text);
        _bench.Clock.Advance(TimeSpan.FromMinutes(4));
        await _bench.LookAsync();

        Assert.Equal(SetupStage.Opened, (await _bench.FindAsync(made)).Stage);
        Assert.False(_bench.CredentialOf(made).IsRevoked);
        _bench.Clock.Advance(TimeSpan.FromMinutes(2));
        await _bench.LookAsync();
        Assert.True(_bench.CredentialOf(made).IsRevoked);
    }

    [Fact]
    public async Task A_phone_that_registers_completes_it_and_keeps_its_credential()
    {
        var told = new List<long>();
        _bench.Setups.Changed += told.Add;
        var made = await _bench.CreateAsync();
        await _bench.FetchAsync(made);
        _bench.Register(made.Setup!);

        await _bench.LookAsync();
        _bench.Clock.Advance(TimeSpan.FromHours(1));
        await _bench.LookAsync();

        var setup = await _bench.FindAsync(made);
        Assert.Equal((SetupStage.Registered, 101), (setup.Stage, setup.DeviceId));
        Assert.False(_bench.CredentialOf(made).IsRevoked);
        Assert.Equal([setup.Id, setup.Id], told);
        Assert.False(await _bench.Setups.CancelAsync(PhoneSetupBench.Owner, setup.Id, Cancelled));
    }

    [Fact]
    public async Task Cancelling_revokes_the_credential_and_kills_the_link()
    {
        var made = await _bench.CreateAsync();

        Assert.True(await _bench.Setups.CancelAsync(PhoneSetupBench.Owner, made.Setup!.Id, Cancelled));

        Assert.Equal(SetupStage.Cancelled, (await _bench.FindAsync(made)).Stage);
        Assert.True(_bench.CredentialOf(made).IsRevoked);
        Assert.Null((await _bench.FetchAsync(made)).Text);
        Assert.False(await _bench.Setups.CancelAsync(PhoneSetupBench.Owner, made.Setup.Id, Cancelled));
    }

    [Fact]
    public async Task A_user_who_is_disabled_meanwhile_gets_nothing()
    {
        var made = await _bench.CreateAsync();
        await _bench.Administration.Users.SetEnabledAsync(PhoneSetupBench.Owner, _bench.User.Id, isEnabled: false, Cancelled);

        Assert.Null((await _bench.FetchAsync(made)).Text);
        Assert.Contains("disabled", Assert.Single((await _bench.CreateAsync()).Mistakes).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_never_was_is_not_known()
    {
        var document = await _bench.Setups.FetchAsync("no-such-token", "", "", Cancelled);

        Assert.Equal((null, false), (document.Text, document.IsKnown));
    }

    [Fact]
    public async Task Five_wait_at_a_time_and_no_more()
    {
        for (var i = 0; i < 5; i++)
        {
            Assert.Empty((await _bench.CreateAsync()).Mistakes);
        }

        var refused = await _bench.CreateAsync();

        Assert.Null(refused.Setup);
        Assert.Contains("Cancel one of them", Assert.Single(refused.Mistakes).Message, StringComparison.Ordinal);
        Assert.Equal(5, _bench.Now.Credentials.Count(credential => !credential.IsOwn));
    }

    [Fact]
    public async Task Offers_what_the_app_speaks_and_the_user_may()
    {
        var (linphone, wave) = (_bench.Apps.Find("linphone")!, _bench.Apps.Find("grandstream-wave")!);
        Assert.Equal(
            [TransportProtocol.Tls, TransportProtocol.Udp],
            _bench.Setups.ServersFor(linphone, _bench.Now, PhoneSetupBench.Portal).Select(server => server.Transport));
        Assert.Equal(TransportProtocol.Udp, Assert.Single(_bench.Setups.ServersFor(wave, _bench.Now, PhoneSetupBench.Portal)).Transport);
        await _bench.Administration.EditAsync(_bench.User, _bench.Administration.Draft("3516") with { AllowedTransports = ["tls"] });

        var refused = await _bench.CreateAsync("grandstream-wave");

        Assert.Empty(_bench.Setups.ServersFor(wave, _bench.Now, PhoneSetupBench.Portal));
        Assert.Contains("speaks UDP only", Assert.Single(refused.Mistakes).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_none_of_those_is_refused()
    {
        var foreign = new PublicSipAddress(TransportProtocol.Udp, "evil.example", 5060);

        var refused = await _bench.Setups.CreateAsync(
            PhoneSetupBench.Owner, _bench.User.Id, _bench.Apps.Find("linphone")!, foreign, PhoneSetupBench.Portal, Cancelled);

        Assert.Contains("not among the servers", Assert.Single(refused!.Mistakes).Message, StringComparison.Ordinal);
        Assert.Single(_bench.Now.Credentials);
    }

    [Fact]
    public async Task Is_for_who_manages_the_user_and_for_himself()
    {
        var himself = PhoneSetupBench.Himself(_bench.User.Id);
        var made = await _bench.CreateAsync(who: himself);
        Assert.Equal("3516@acme.example", made.Setup!.CreatedBy);
        Assert.Single((await _bench.Setups.ListAsync(himself, _bench.User.Id, Cancelled))!);

        foreach (var stranger in new[]
        {
            PhoneSetupBench.Himself(_bench.User.Id + 1),
            AdministrationBench.Somebody(PortalRole.HelpDesk, null),
            AdministrationBench.Somebody(PortalRole.Admin, _bench.Administration.Globex),
        })
        {
            Assert.Null(await _bench.Setups.CreateAsync(
                stranger, _bench.User.Id, _bench.Apps.All[0], server: null, PhoneSetupBench.Portal, Cancelled));
            Assert.Null(await _bench.Setups.FindAsync(stranger, made.Setup.Id, Cancelled));
            Assert.Null(await _bench.Setups.ListAsync(stranger, _bench.User.Id, Cancelled));
            Assert.False(await _bench.Setups.CancelAsync(stranger, made.Setup.Id, Cancelled));
        }

        Assert.Equal(SetupStage.Waiting, (await _bench.FindAsync(made)).Stage);
        Assert.True(await _bench.Setups.CancelAsync(himself, made.Setup.Id, Cancelled));
    }

    [Fact]
    public async Task Goes_with_its_user()
    {
        await _bench.CreateAsync();

        await _bench.Administration.Users.DeleteAsync(PhoneSetupBench.Owner, _bench.User.Id, Cancelled);
        await _bench.LookAsync();

        Assert.Equal(0, _bench.Administration.Database.Count("phone_setup"));
    }

    [Fact]
    public async Task A_domain_that_offers_MD5_alone_gets_the_HA1_for_it()
    {
        _bench.Administration.Database.FromOutside(connection => connection.Execute("UPDATE domain SET digest_algorithms = 'MD5';"));
        await _bench.Administration.AddAsync(_bench.Administration.Draft("3517")); // Returns when the directory has seen both.

        var document = await _bench.FetchAsync(await _bench.CreateAsync());

        Assert.Equal(("MD5", 32), (EntryOf(document.Text!, "algorithm"), EntryOf(document.Text!, "ha1").Length));
    }

    private static string EntryOf(string document, string name) =>
        XDocument.Parse(document).Descendants()
            .Single(element => string.Equals((string?)element.Attribute("name"), name, StringComparison.Ordinal)).Value;
}
