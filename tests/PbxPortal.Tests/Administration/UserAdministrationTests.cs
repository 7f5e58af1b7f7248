using Dapper;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Server.Directory;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Administration;

public sealed class UserAdministrationTests : IAsyncLifetime
{
    private AdministrationBench _bench = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _bench = await AdministrationBench.StartAsync();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Shows_a_new_user_in_the_directory_when_it_returns()
    {
        var draft = _bench.Draft(" 3516 ") with
        {
            DisplayName = " Anna Berg ",
            Email = "anna@acme.example",
            MaxDevices = 3,
            MayRegisterOthers = true,
            PhoneNumbers = ["+49 (89) 123-45", "", "16"],
            Password = "correct horse",
        };

        var result = await _bench.Users.AddAsync(AdministrationBench.Somebody(PortalRole.Admin, _bench.Acme), draft, Cancellation);

        var user = _bench.Directory.FindUser(_bench.Acme, "3516")!;
        Assert.Equal((user.Id, (string?)null), (result.UserId, result.Password));
        Assert.Equal(("Anna Berg", "anna@acme.example", 3, true, true), (user.DisplayName, user.Email, user.MaxDevices, user.MayRegisterOthers, user.IsEnabled));
        Assert.Equal(["+498912345", "16"], user.PhoneNumbers);
        Assert.Equal(user, _bench.Directory.FindUser(_bench.Acme, "+498912345"));
        Assert.True(_bench.Accepts(user, "correct horse"));
        Assert.False(_bench.Accepts(user, "Correct horse"));
    }

    [Fact]
    public async Task Keeps_where_the_phones_may_come_from_and_over_what()
    {
        var user = await _bench.AddAsync(_bench.Draft("3516") with
        {
            AllowedNetworks = [" 10.0.0.0/8", "192.0.2.7/32", "192.0.2.7", ""],
            AllowedTransports = ["TLS", "wss"],
        });

        var disabled = await _bench.EditAsync(user, _bench.Draft("3516") with { AllowedNetworks = ["2001:DB8::/32"] });

        Assert.Equal(["10.0.0.0/8", "192.0.2.7"], user.AllowedNetworks.Select(network => network.ToString()));
        Assert.Equal([TransportProtocol.Tls, TransportProtocol.Wss], user.AllowedTransports);
        Assert.Empty(disabled.Mistakes);
        var now = _bench.Directory.FindUser(user.Id)!;
        Assert.Equal("2001:db8::/32", Assert.Single(now.AllowedNetworks).ToString());
        Assert.Empty(now.AllowedTransports);
        Assert.EndsWith("numbers , only from 2001:db8::/32", _bench.Audit[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_import_that_says_nothing_of_them_leaves_networks_and_transports_as_they_are()
    {
        var user = await _bench.AddAsync(_bench.Draft("3516") with { AllowedNetworks = ["10.0.0.0/8"], AllowedTransports = ["tls"] });

        var result = await _bench.ImportAsync("domain,extension,display_name\nacme.example,3516,Anna\n");

        Assert.Equal(1, result.Updated);
        var now = _bench.Directory.FindUser(user.Id)!;
        Assert.Equal("Anna", now.DisplayName);
        Assert.Equal("10.0.0.0/8", Assert.Single(now.AllowedNetworks).ToString());
        Assert.Equal([TransportProtocol.Tls], now.AllowedTransports);
    }

    [Fact]
    public async Task Generates_a_password_and_tells_it_once()
    {
        var result = await _bench.Users.AddAsync(AdministrationBench.Somebody(PortalRole.Owner, null), _bench.Draft("3516"), Cancellation);

        Assert.Equal(20, result.Password!.Length);
        Assert.True(_bench.Accepts(_bench.Directory.FindUser(result.UserId!.Value)!, result.Password));
        Assert.DoesNotContain(_bench.Audit, line => line.Contains(result.Password, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_new_password_makes_the_old_one_useless()
    {
        var user = await _bench.AddAsync(_bench.Draft("3516") with { Password = "the old one" });

        var password = await _bench.Users.NewPasswordAsync(AdministrationBench.Somebody(PortalRole.Admin, _bench.Acme), user.Id, Cancellation);

        var now = _bench.Directory.FindUser(user.Id)!;
        Assert.True(_bench.Accepts(now, password!));
        Assert.False(_bench.Accepts(now, "the old one"));
        Assert.Equal("somebody|new password|3516@acme.example||", _bench.Audit[^1]);
    }

    [Fact]
    public async Task An_edit_without_a_password_keeps_it()
    {
        var user = await _bench.AddAsync(_bench.Draft("3516") with { Password = "the old one" });

        var result = await _bench.EditAsync(user, _bench.Draft("3516") with { DisplayName = "Anna", MaxDevices = 2, IsEnabled = false });

        var now = _bench.Directory.FindUser(user.Id)!;
        Assert.Equal(new SaveUserResult(user.Id, null, []), result);
        Assert.Equal(("Anna", 2, false), (now.DisplayName, now.MaxDevices, now.IsEnabled));
        Assert.True(_bench.Accepts(now, "the old one"));
    }

    [Fact]
    public async Task Another_extension_needs_another_password()
    {
        var user = await _bench.AddAsync(_bench.Draft("3516") with { Password = "the old one" });

        var result = await _bench.EditAsync(user, _bench.Draft("3517"));

        var now = _bench.Directory.FindUser(user.Id)!;
        Assert.Equal("3517", now.Extension);
        Assert.True(_bench.Accepts(now, result.Password!));
        Assert.False(_bench.Accepts(now, "the old one"));
        Assert.Null(_bench.Directory.FindUser(_bench.Acme, "3516"));
        Assert.Null(_bench.Directory.FindCredential(_bench.Acme, "3516"));
    }

    [Fact]
    public async Task Another_extension_may_come_with_its_password()
    {
        var user = await _bench.AddAsync(_bench.Draft("3516"));

        var result = await _bench.EditAsync(user, _bench.Draft("3517") with { Password = "the new one" });

        Assert.Null(result.Password);
        Assert.True(_bench.Accepts(_bench.Directory.FindUser(user.Id)!, "the new one"));
    }

    [Theory]
    [InlineData("3516", "", "'3516' belongs to the user 3516 of this domain already")]
    [InlineData("16", "", "'16' belongs to the user 3516 of this domain already")]
    [InlineData("3517", "3516", "'3516' belongs to the user 3516 of this domain already")]
    [InlineData("3517", "+49 89 12345", "'+498912345' belongs to the user 3516 of this domain already")]
    public async Task A_name_leads_to_one_user_of_the_domain_only(string extension, string number, string expected)
    {
        await _bench.AddAsync(_bench.Draft("3516") with { PhoneNumbers = ["16", "+498912345"] });
        var other = await _bench.AddAsync(_bench.Draft("99"));
        var draft = _bench.Draft(extension) with { PhoneNumbers = [number] };

        var added = await _bench.Users.AddAsync(AdministrationBench.Somebody(PortalRole.Owner, null), draft, Cancellation);
        var edited = await _bench.EditAsync(other, draft);

        Assert.Contains(expected, Assert.Single(added.Mistakes).Message, StringComparison.Ordinal);
        Assert.Contains(expected, Assert.Single(edited.Mistakes).Message, StringComparison.Ordinal);
        Assert.Null(added.UserId);
        Assert.Equal(["99", "3516"], _bench.Directory.UsersOf(_bench.Acme).Select(user => user.Extension));
    }

    [Fact]
    public async Task The_same_names_may_be_used_in_another_domain_and_kept_in_an_edit()
    {
        var draft = _bench.Draft("3516") with { PhoneNumbers = ["16"] };
        var user = await _bench.AddAsync(draft);

        await _bench.AddAsync(draft with { DomainId = _bench.Globex });
        var kept = await _bench.EditAsync(user, draft);

        Assert.Empty(kept.Mistakes);
        Assert.Equal("3516", _bench.Directory.FindUser(_bench.Globex, "16")!.Extension);
    }

    [Fact]
    public async Task An_extension_cannot_be_the_name_that_a_device_signs_in_with()
    {
        var user = await _bench.AddAsync(_bench.Draft("3516"));
        _bench.Database.FromOutside(connection => connection.Execute(
            "INSERT INTO credential (user_id, domain_id, name, sealed, is_revoked, label) VALUES (@Id, @Acme, '3516.k7f2', x'00', 0, 'door');",
            new { user.Id, _bench.Acme }));

        var result = await _bench.EditAsync(user, _bench.Draft("3516.k7f2"));

        Assert.Equal(nameof(UserDraft.Extension), Assert.Single(result.Mistakes).Field);
    }

    [Fact]
    public async Task A_user_stays_in_the_domain()
    {
        var user = await _bench.AddAsync(_bench.Draft("3516"));

        var result = await _bench.EditAsync(user, _bench.Draft("3516") with { DomainId = _bench.Globex });

        Assert.Equal(nameof(UserDraft.DomainId), Assert.Single(result.Mistakes).Field);
        Assert.Equal(_bench.Acme, _bench.Directory.FindUser(user.Id)!.Domain.Id);
    }

    [Fact]
    public async Task A_deleted_user_is_gone_with_all_that_was_his_when_it_returns()
    {
        var user = await _bench.AddAsync(_bench.Draft("3516") with { PhoneNumbers = ["16"] });
        _bench.Database.FromOutside(connection => connection.Execute(
            """
            INSERT INTO device (id, user_id, identity, class, class_is_overruled, product, user_agent, name, remark, first_seen, last_seen,
                last_source, last_contact_uri) VALUES (7, @Id, 'i', 1, 0, '', '', '', '', 0, 0, '', '');
            INSERT INTO block (id, device_id, created_at, made_by, reason) VALUES (8, 7, 0, '', '');
            """,
            new { user.Id }));
        DirectoryChange? told = null;
        _bench.Directory.Changed += change => told = change;

        var isDeleted = await _bench.Users.DeleteAsync(AdministrationBench.Somebody(PortalRole.Admin, _bench.Acme), user.Id, Cancellation);

        Assert.True(isDeleted);
        Assert.Null(_bench.Directory.FindUser(_bench.Acme, "16"));
        Assert.Equal("3516", Assert.Single(told!.RemovedUsers).Extension);
        Assert.Equal((0, 0, 0, 0), (_bench.Database.Count("phone_number"), _bench.Database.Count("credential"), _bench.Database.Count("device"), _bench.Database.Count("block")));
        Assert.StartsWith("somebody|delete user|3516@acme.example|extension 3516,", _bench.Audit[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_is_disabled_and_enabled_again()
    {
        var who = AdministrationBench.Somebody(PortalRole.Admin, _bench.Acme);
        var user = await _bench.AddAsync(_bench.Draft("3516"));

        await _bench.Users.SetEnabledAsync(who, user.Id, isEnabled: false, Cancellation);
        var disabled = _bench.Directory.FindUser(user.Id)!.IsEnabled;
        await _bench.Users.SetEnabledAsync(who, user.Id, isEnabled: true, Cancellation);

        Assert.False(disabled);
        Assert.True(_bench.Directory.FindUser(user.Id)!.IsEnabled);
        Assert.Equal(["somebody|disable user|3516@acme.example||", "somebody|enable user|3516@acme.example||"], _bench.Audit.TakeLast(2));
    }

    [Theory]
    [InlineData(PortalRole.ReadOnly)]
    [InlineData(PortalRole.HelpDesk)]
    public async Task Refuses_everything_to_roles_below_admin(PortalRole role)
    {
        var user = await _bench.AddAsync(_bench.Draft("3516"));
        var who = PbxPortal.Tests.Accounts.PortalPoliciesTests.Somebody(new RoleGrant(role, _bench.Acme), new RoleGrant(PortalRole.Admin, _bench.Globex));

        await AssertRefusedAsync(() => _bench.Users.AddAsync(who, _bench.Draft("3517"), Cancellation));
        await AssertRefusedAsync(() => _bench.Users.EditAsync(who, user.Id, _bench.Draft("3517"), Cancellation));
        await AssertRefusedAsync(() => _bench.Users.SetEnabledAsync(who, user.Id, isEnabled: false, Cancellation));
        await AssertRefusedAsync(() => _bench.Users.DeleteAsync(who, user.Id, Cancellation));
        await AssertRefusedAsync(() => _bench.Users.NewPasswordAsync(who, user.Id, Cancellation));

        Assert.Equal(user, Assert.Single(_bench.Directory.UsersOf(_bench.Acme)));
        Assert.Single(_bench.Audit);
    }

    [Fact]
    public async Task A_user_of_a_domain_that_one_may_not_see_looks_like_nobody()
    {
        var user = await _bench.AddAsync(_bench.Draft("3516"));
        var who = AdministrationBench.Somebody(PortalRole.Admin, _bench.Globex);

        await AssertRefusedAsync(() => _bench.Users.AddAsync(who, _bench.Draft("3517"), Cancellation));
        var edited = await _bench.Users.EditAsync(who, user.Id, _bench.Draft("3517"), Cancellation);
        var nobody = await _bench.Users.EditAsync(who, 999, _bench.Draft("3517"), Cancellation);

        Assert.Equal(nobody.Mistakes, edited.Mistakes);
        Assert.False(await _bench.Users.DeleteAsync(who, user.Id, Cancellation));
        Assert.False(await _bench.Users.SetEnabledAsync(who, user.Id, isEnabled: false, Cancellation));
        Assert.Null(await _bench.Users.NewPasswordAsync(who, user.Id, Cancellation));
        Assert.Equal(user, _bench.Directory.FindUser(user.Id));
    }

    [Fact]
    public async Task The_audit_tells_what_changed_and_no_secret()
    {
        var user = await _bench.AddAsync(_bench.Draft("3516") with { DisplayName = "Anna", Password = "the old one" });
        await _bench.EditAsync(user, _bench.Draft("3516") with { DisplayName = "Bert", Password = "the new one" });

        var audit = _bench.Audit;

        Assert.Equal(2, audit.Count);
        Assert.StartsWith("somebody|add user|3516@acme.example||extension 3516, name 'Anna'", audit[0], StringComparison.Ordinal);
        Assert.Contains("|edit user, new password|3516@acme.example|", audit[1], StringComparison.Ordinal);
        Assert.Contains("name 'Anna'", audit[1].Split('|')[3], StringComparison.Ordinal);
        Assert.Contains("name 'Bert'", audit[1].Split('|')[4], StringComparison.Ordinal);
        Assert.DoesNotContain(audit, line => line.Contains(" one", StringComparison.Ordinal));
    }

    private static Task AssertRefusedAsync(Func<Task> order) => Assert.ThrowsAsync<UnauthorizedAccessException>(order);
}
