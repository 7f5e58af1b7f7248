using System.Security.Claims;
using PbxPortal.Accounts;
using PbxPortal.Search;
using PbxPortal.Server.Location;
using PbxPortal.Tests.Components.Fakes;

namespace PbxPortal.Tests.Search;

public sealed class PortalSearchTests
{
    private readonly FakeDirectory _directory = new();
    private readonly FakeFeed _feed = new();
    private readonly FoundDevices _devices = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_is_called_exactly_so_comes_first()
    {
        _directory.Put(Enumerable.Range(10, 90).Select(number => Sample.User(number, $"{number}", "")).Append(Sample.User(1, "1", "")));

        var result = await FindAsync("1", PortalRole.ReadOnly);

        Assert.Equal(["1", "10", "11"], result.Users.Take(3).Select(user => user.Extension));
        Assert.Equal((8, true), (result.Users.Length, result.HasMoreUsers));
    }

    [Theory]
    [InlineData("+49 (89) 123-45", true)]
    [InlineData("089 123", false)]
    [InlineData("reception@acme", true)]
    public async Task Finds_a_number_however_it_is_written(string text, bool expected)
    {
        _directory.Put(Sample.User(16, "3516", "") with { PhoneNumbers = ["+498912345"], Email = "reception@acme.example" });

        Assert.Equal(expected, (await FindAsync(text, PortalRole.ReadOnly)).Users.Any());
    }

    [Fact]
    public async Task Shows_nothing_of_domains_that_one_may_not_see()
    {
        var mine = Sample.User(16, "3516", "Reception");
        var other = Sample.User(20, "3517", "Reception", Sample.Globex);
        _directory.Put(mine, other);
        _feed.Put(Sample.Device(1).Of(mine), Sample.Device(2).Of(other));
        _devices.Ids = [(1, 16), (2, 20), (3, 99)];

        var result = await FindAsync("reception", PortalRole.HelpDesk, Sample.Acme.Id);

        Assert.Equal([16L], result.Users.Select(user => user.Id));
        Assert.Equal([1L], result.Devices.Select(device => device.DeviceId));
    }

    [Fact]
    public async Task Looks_for_nothing_when_nothing_is_asked()
    {
        Assert.True((await FindAsync("  ", PortalRole.Owner)).IsEmpty);
    }

    private Task<SearchResult> FindAsync(string text, PortalRole role, long? domainId = null)
    {
        var who = new ClaimsPrincipal(new ClaimsIdentity([PortalAccess.Grant(role, domainId)], "test"));
        return new PortalSearch(_directory, _feed, _devices).FindAsync(who, text, Cancellation);
    }

    private sealed class FoundDevices : IDeviceSearch
    {
        public (long Id, long UserId)[] Ids { get; set; } = [];

        public IReadOnlyList<long> Find(
            IReadOnlyList<string> words, Predicate<long> sees, Func<long, string, bool> isOfUser, int limit, CancellationToken cancellationToken) =>
            [.. Ids.Where(one => sees(one.UserId)).Select(one => one.Id)];
    }
}
