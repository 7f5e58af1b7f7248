using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Server.Directory;
using PbxPortal.Sip.Authentication;

namespace PbxPortal.Tests.Administration;

public sealed class DomainAdministrationTests : IAsyncLifetime
{
    private readonly System.Security.Claims.ClaimsPrincipal _owner = AdministrationBench.Somebody(PortalRole.Owner, null);
    private AdministrationBench _bench = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _bench = await AdministrationBench.StartAsync();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Shows_a_new_domain_when_it_returns()
    {
        var mistakes = await _bench.Domains.AddAsync(
            _owner, new DomainDraft(" Initech.Example. ", 3, DeviceLimitPolicy.ReplaceOldest), Cancellation);

        Assert.Empty(mistakes);
        var domain = _bench.Directory.FindDomain("initech.example")!;
        Assert.Equal(("initech.example", "initech.example", 3, DeviceLimitPolicy.ReplaceOldest), (domain.Name, domain.Realm, domain.MaxDevicesPerUser, domain.DeviceLimitPolicy));
        Assert.Equal("somebody|add domain|initech.example||name initech.example, devices 3, beyond that ReplaceOldest", Assert.Single(_bench.Audit));
    }

    [Fact]
    public async Task Sets_the_digest_order_and_how_often_devices_are_asked()
    {
        var draft = new DomainDraft("acme.example") { DigestAlgorithms = [" sha-512-256", "MD5", "md5", ""], QualifySeconds = 30 };

        var mistakes = await _bench.Domains.EditAsync(_owner, _bench.Acme, draft, Cancellation);

        Assert.Empty(mistakes);
        var domain = _bench.Directory.FindDomain(_bench.Acme)!;
        Assert.Equal([DigestAlgorithm.Sha512_256, DigestAlgorithm.Md5], domain.DigestAlgorithms);
        Assert.Equal(30, domain.QualifySeconds);
        Assert.EndsWith("beyond that by default, digest SHA-512-256 MD5, asked every 30 s", _bench.Audit[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SHA-1", null, "DigestAlgorithms", "'SHA-1' is none of MD5, SHA-256, SHA-512-256. Example: MD5, SHA-256")]
    [InlineData("MD5-sess", null, "DigestAlgorithms", "'MD5-sess' is none of MD5, SHA-256, SHA-512-256. Example: MD5, SHA-256")]
    [InlineData("MD5", 9, "QualifySeconds", "The devices are asked every 10 to 3600 seconds, or not at all when this is empty. Example: 60")]
    [InlineData("MD5", 3601, "QualifySeconds", "The devices are asked every 10 to 3600 seconds, or not at all when this is empty. Example: 60")]
    public async Task Says_what_is_wrong_with_a_setting(string algorithm, int? seconds, string field, string expected)
    {
        var draft = new DomainDraft("acme.example") { DigestAlgorithms = [algorithm], QualifySeconds = seconds };

        var mistakes = await _bench.Domains.EditAsync(_owner, _bench.Acme, draft, Cancellation);

        Assert.Equal(new Mistake(field, expected), Assert.Single(mistakes));
        Assert.Equal(new Domain(_bench.Acme, "acme.example", "acme.example"), _bench.Directory.FindDomain(_bench.Acme));
    }

    [Fact]
    public async Task A_new_name_keeps_the_realm_and_so_every_password()
    {
        var user = await _bench.AddAsync(new UserDraft { DomainId = _bench.Acme, Extension = "3516", Password = "the old one" });

        var mistakes = await _bench.Domains.EditAsync(_owner, _bench.Acme, new DomainDraft("acme-group.example"), Cancellation);

        Assert.Empty(mistakes);
        var now = _bench.Directory.FindUser(user.Id)!;
        Assert.Equal(("acme-group.example", "acme.example"), (now.Domain.Name, now.Domain.Realm));
        Assert.Null(_bench.Directory.FindDomain("acme.example"));
        Assert.True(_bench.Accepts(now, "the old one"));
    }

    [Fact]
    public async Task A_user_who_is_added_after_the_renaming_can_register()
    {
        await _bench.Domains.EditAsync(_owner, _bench.Acme, new DomainDraft("acme-group.example"), Cancellation);

        var user = await _bench.AddAsync(new UserDraft { DomainId = _bench.Acme, Extension = "3516", Password = "a new user's" });

        Assert.Equal("acme.example", user.Domain.Realm);
        Assert.True(_bench.Accepts(user, "a new user's"));
    }

    [Theory]
    [InlineData("", null, "Name")]
    [InlineData("acme_.exa mple", null, "Name")]
    [InlineData("sip:acme.example", null, "Name")]
    [InlineData("münchen.example", null, "Name")]
    [InlineData("[2001:db8::1]", null, "Name")]
    [InlineData("globex.example", null, "Name")]
    [InlineData("initech.example", 0, "MaxDevicesPerUser")]
    [InlineData("initech.example", 1001, "MaxDevicesPerUser")]
    public async Task Names_the_mistake_and_changes_nothing(string name, int? maxDevices, string field)
    {
        var draft = new DomainDraft(name, maxDevices);

        var added = await _bench.Domains.AddAsync(_owner, draft, Cancellation);
        var edited = await _bench.Domains.EditAsync(_owner, _bench.Acme, draft, Cancellation);

        Assert.Equal([field], added.Select(mistake => mistake.Field));
        Assert.Equal([field], edited.Select(mistake => mistake.Field));
        Assert.Equal(["acme.example", "globex.example"], _bench.Directory.Domains.Select(domain => domain.Name));
        Assert.Empty(_bench.Audit);
    }

    [Fact]
    public async Task A_domain_with_users_is_not_deleted()
    {
        var user = await _bench.AddAsync(new UserDraft { DomainId = _bench.Acme, Extension = "3516" });

        var refused = await _bench.Domains.DeleteAsync(_owner, _bench.Acme, Cancellation);
        await _bench.Users.DeleteAsync(_owner, user.Id, Cancellation);
        var deleted = await _bench.Domains.DeleteAsync(_owner, _bench.Acme, Cancellation);

        Assert.Equal("The domain acme.example still has users (1); delete them first.", Assert.Single(refused).Message);
        Assert.Empty(deleted);
        Assert.Equal(["globex.example"], _bench.Directory.Domains.Select(domain => domain.Name));
    }

    [Fact]
    public async Task A_domain_that_is_gone_is_told()
    {
        var edited = await _bench.Domains.EditAsync(_owner, 999, new DomainDraft("initech.example"), Cancellation);
        var deleted = await _bench.Domains.DeleteAsync(_owner, 999, Cancellation);
        var user = await _bench.Users.AddAsync(_owner, new UserDraft { DomainId = 999, Extension = "3516" }, Cancellation);

        Assert.Equal("There is no such domain any more.", Assert.Single(edited).Message);
        Assert.Equal("There is no such domain any more.", Assert.Single(deleted).Message);
        Assert.Equal("There is no such domain any more.", Assert.Single(user.Mistakes).Message);
    }

    [Theory]
    [InlineData(PortalRole.ReadOnly)]
    [InlineData(PortalRole.HelpDesk)]
    [InlineData(PortalRole.Admin)]
    public async Task Is_for_owners_only(PortalRole role)
    {
        var who = AdministrationBench.Somebody(role, null);

        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => _bench.Domains.AddAsync(who, new DomainDraft("initech.example"), Cancellation));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(
            () => _bench.Domains.EditAsync(who, _bench.Acme, new DomainDraft("initech.example"), Cancellation));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => _bench.Domains.DeleteAsync(who, _bench.Acme, Cancellation));

        Assert.Equal(["acme.example", "globex.example"], _bench.Directory.Domains.Select(domain => domain.Name));
    }
}
