using System.Security.Claims;
using Microsoft.Extensions.Time.Testing;
using PbxPortal.Accounts;
using PbxPortal.Administration;

namespace PbxPortal.Tests.Administration;

public sealed class PasswordShelfTests : IDisposable
{
    private static readonly ClaimsPrincipal Olga = Somebody(1, PortalRole.Admin);
    private static readonly GeneratedPassword[] Passwords = [new("acme.example", "3516", "kV7wQm3xT9rb")];

    private readonly FakeTimeProvider _clock = new();
    private readonly PasswordShelf _shelf;

    public PasswordShelfTests()
    {
        _shelf = new PasswordShelf(_clock);
    }

    public void Dispose() => _shelf.Dispose();

    [Fact]
    public void Whoever_made_them_finds_them_until_he_has_them()
    {
        var changes = 0;
        _shelf.Changed += () => changes++;
        var id = _shelf.Put(Olga, "New passwords of 1 user", Passwords)!.Value;

        var sheet = Assert.Single(_shelf.Of(Olga));
        _shelf.Take(Olga, id);

        Assert.Equal(("New passwords of 1 user", "kV7wQm3xT9rb"), (sheet.What, Assert.Single(sheet.Passwords).Password));
        Assert.Empty(_shelf.Of(Olga));
        Assert.Equal(2, changes);
    }

    [Fact]
    public void They_go_after_a_quarter_of_an_hour()
    {
        _shelf.Put(Olga, "first", Passwords);
        _clock.Advance(TimeSpan.FromMinutes(10));
        _shelf.Put(Olga, "second", Passwords);
        Assert.Equal(["second", "first"], _shelf.Of(Olga).Select(sheet => sheet.What));

        _clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(["second"], _shelf.Of(Olga).Select(sheet => sheet.What));
    }

    [Fact]
    public void Nobody_else_finds_or_takes_them()
    {
        var other = Somebody(2, PortalRole.Owner);
        var id = _shelf.Put(Olga, "hers", Passwords)!.Value;

        _shelf.Take(other, id);

        Assert.Empty(_shelf.Of(other));
        Assert.Single(_shelf.Of(Olga));
    }

    [Fact]
    public void Whoever_lost_the_role_meanwhile_finds_nothing()
    {
        _shelf.Put(Olga, "hers", Passwords);

        Assert.Empty(_shelf.Of(Somebody(1, PortalRole.HelpDesk)));
    }

    [Fact]
    public void A_key_has_no_shelf_and_no_passwords_are_no_sheet()
    {
        var key = PortalPrincipal.Of(new ApiKey(1, "wall", new RoleGrant(PortalRole.Owner, null), DateTimeOffset.UnixEpoch, "", null, null));

        Assert.Null(_shelf.Put(key, "of a key", Passwords));
        Assert.Null(_shelf.Put(Olga, "nothing", []));
    }

    [Fact]
    public void The_oldest_gives_way()
    {
        for (var i = 0; i < 7; i++)
        {
            _shelf.Put(Olga, $"{i}", Passwords);
        }

        Assert.Equal(["6", "5", "4", "3", "2"], _shelf.Of(Olga).Select(sheet => sheet.What));
    }

    private static ClaimsPrincipal Somebody(long id, PortalRole role) => new(new ClaimsIdentity(
        [new Claim(ClaimTypes.NameIdentifier, $"{id}"), PortalAccess.Grant(role, null)], "test"));
}
