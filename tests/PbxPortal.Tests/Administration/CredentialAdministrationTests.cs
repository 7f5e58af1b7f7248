using System.Security.Claims;
using Dapper;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Server.Directory;

namespace PbxPortal.Tests.Administration;

public sealed class CredentialAdministrationTests : IAsyncLifetime
{
    private static readonly ClaimsPrincipal Owner = AdministrationBench.Somebody(PortalRole.Owner, null);

    private AdministrationBench _bench = null!;
    private User _user = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private User Now => _bench.Directory.FindUser(_user.Id)!;

    public async ValueTask InitializeAsync()
    {
        _bench = await AdministrationBench.StartAsync();
        _user = await _bench.AddAsync(_bench.Draft("3516") with { Password = "the user's own" });
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task A_device_gets_a_name_and_a_password_of_its_own_beside_the_users()
    {
        var made = await AddAsync(" Anna's mobile ");

        Assert.Matches("^3516\\.[a-z2-9]{4}$", made.Name);
        Assert.Equal(20, made.Password.Length);
        var credential = Assert.Single(Now.Credentials, one => !one.IsOwn);
        Assert.Equal((made.Id, made.Name, "Anna's mobile", false), (credential.Id, credential.Name, credential.Label, credential.IsRevoked));
        Assert.Equal(new DateTimeOffset(2026, 8, 20, 12, 0, 0, TimeSpan.Zero), credential.CreatedAt);
        Assert.True(_bench.Accepts(Now, credential, made.Password));
        Assert.True(_bench.Accepts(Now, "the user's own"));
        Assert.Equal(_user.Id, _bench.Directory.FindCredential(_bench.Acme, made.Name)!.Value.User.Id);
        Assert.Equal($"somebody|add device password|3516@acme.example||{made.Name}, Anna's mobile", _bench.Audit[^1]);
        Assert.DoesNotContain(_bench.Audit, line => line.Contains(made.Password, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("two\nlines")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789")]
    public async Task A_label_says_which_device_it_is(string label)
    {
        var refused = await _bench.Credentials.AddAsync(Owner, _user.Id, label, Cancellation);

        Assert.Null(refused!.Id);
        var mistake = Assert.Single(refused.Mistakes);
        Assert.Equal(("Label", true), (mistake.Field, mistake.Message.Contains("Example: Anna's mobile", StringComparison.Ordinal)));
        Assert.Single(Now.Credentials);
    }

    [Fact]
    public async Task Revoking_is_for_good_and_leaves_the_others()
    {
        var (lost, kept) = (await AddAsync("Lost"), await AddAsync("Kept"));

        var revoked = await _bench.Credentials.RevokeAsync(Owner, _user.Id, lost.Id!.Value, Cancellation);
        var again = await _bench.Credentials.RevokeAsync(Owner, _user.Id, lost.Id.Value, Cancellation);

        Assert.Equal((true, false), (revoked, again));
        Assert.Equal(
            [("", false), ("Lost", true), ("Kept", false)], Now.Credentials.Select(credential => (credential.Label, credential.IsRevoked)));
        Assert.True(_bench.Accepts(Now, Now.FindCredential(kept.Id!.Value)!, kept.Password));
        Assert.Equal($"somebody|revoke password|3516@acme.example|{lost.Name}, Lost|", _bench.Audit[^1]);
    }

    [Fact]
    public async Task A_new_password_brings_the_users_own_back()
    {
        await _bench.Credentials.RevokeAsync(Owner, _user.Id, Now.FindCredential(0)!.Id, Cancellation);
        var wasAccepted = _bench.Accepts(Now, "the user's own");

        var password = await _bench.Users.NewPasswordAsync(Owner, _user.Id, Cancellation);

        Assert.False(wasAccepted);
        Assert.True(_bench.Accepts(Now, password!));
    }

    [Fact]
    public async Task Another_extension_leaves_the_devices_as_they_are()
    {
        var made = await AddAsync("Mobile");

        await _bench.EditAsync(_user, _bench.Draft("3517"));
        var taken = await _bench.Users.AddAsync(Owner, _bench.Draft(made.Name), Cancellation);

        Assert.True(_bench.Accepts(Now, Now.FindCredential(made.Id!.Value)!, made.Password));
        Assert.Contains("belongs to the user 3517", Assert.Single(taken.Mistakes).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_latest_revoked_stay_and_older_ones_go()
    {
        for (var i = 0; i < 23; i++)
        {
            await _bench.Credentials.RevokeAsync(Owner, _user.Id, (await AddAsync($"Phone {i}")).Id!.Value, Cancellation);
        }

        var left = Now.Credentials.Where(credential => !credential.IsOwn).ToList();
        Assert.Equal(20, left.Count);
        Assert.Equal(["Phone 3", "Phone 22"], [left[0].Label, left[^1].Label]);
    }

    [Fact]
    public async Task A_user_has_only_so_many()
    {
        _bench.Database.FromOutside(connection => connection.Execute(
            """
            WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 99)
            INSERT INTO credential (user_id, domain_id, name, sealed, is_revoked, label) SELECT @id, @acme, '3516.' || n, x'01', 0, 'x' FROM number;
            """,
            new { id = _user.Id, acme = _bench.Acme }));

        var refused = await _bench.Credentials.AddAsync(Owner, _user.Id, "One more", Cancellation);

        Assert.StartsWith("The user has 100 passwords already", Assert.Single(refused!.Mistakes).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PortalRole.ReadOnly)]
    [InlineData(PortalRole.HelpDesk)]
    public async Task Is_for_administrators_of_the_domain(PortalRole role)
    {
        var made = await AddAsync("Mobile");
        var weak = AdministrationBench.Somebody(role, _bench.Acme);
        var stranger = AdministrationBench.Somebody(PortalRole.Admin, _bench.Globex);

        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => _bench.Credentials.AddAsync(weak, _user.Id, "Mine", Cancellation));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(
            () => _bench.Credentials.RevokeAsync(weak, _user.Id, made.Id!.Value, Cancellation));
        var added = await _bench.Credentials.AddAsync(stranger, _user.Id, "Mine", Cancellation);
        var revoked = await _bench.Credentials.RevokeAsync(stranger, _user.Id, made.Id!.Value, Cancellation);

        Assert.Null(added);
        Assert.False(revoked);
        Assert.Equal(2, Now.Credentials.Length);
    }

    [Fact]
    public async Task A_credential_of_another_user_is_not_this_ones()
    {
        var made = await AddAsync("Mobile");
        var other = await _bench.AddAsync(_bench.Draft("99"));

        Assert.False(await _bench.Credentials.RevokeAsync(Owner, other.Id, made.Id!.Value, Cancellation));
        Assert.False(Now.FindCredential(made.Id.Value)!.IsRevoked);
    }

    private async Task<NewCredential> AddAsync(string label)
    {
        var made = await _bench.Credentials.AddAsync(Owner, _user.Id, label, Cancellation);
        Assert.Empty(made!.Mistakes);
        return made;
    }
}
