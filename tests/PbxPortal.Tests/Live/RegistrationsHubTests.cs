using System.Net;
using System.Text.Json;
using Dapper;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using PbxPortal.Accounts;
using PbxPortal.Live;
using PbxPortal.Server.Activity;
using PbxPortal.Storage;
using PbxPortal.Tests.Accounts;

namespace PbxPortal.Tests.Live;

public sealed class RegistrationsHubTests
{
    private const long AcmePhone = 101;
    private const long GlobexPhone = 201;

    private static readonly RoleGrant HelpDeskOfAcme = new(PortalRole.HelpDesk, FakeDirectory.Acme.Id);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sends_a_snapshot_and_then_what_changes_in_the_domains_one_may_see()
    {
        await using var portal = await StartAsync();
        using var browser = await portal.SignedInAsync(HelpDeskOfAcme);
        await using var viewer = await HubViewer.ConnectAsync(portal, browser);

        var snapshot = await viewer.NextAsync();
        portal.Feed.Publish(new FeedBatch(7, IsReset: false, [AcmeDevice(102), GlobexDevice(202)], [AcmePhone]));
        var changed = await viewer.NextAsync();

        Assert.Equal(("Snapshot", 2), (snapshot.Name, snapshot.Sequence));
        Assert.Equal([AcmePhone], snapshot.Ids);
        Assert.Equal(DeviceRow.Of(AcmeDevice(AcmePhone)), snapshot.Devices[0]);
        Assert.Equal(("Changed", 7), (changed.Name, changed.Sequence));
        Assert.Equal([102], changed.Ids);
        Assert.Equal([AcmePhone], changed.Removed);
    }

    [Fact]
    public async Task Sends_a_reset_to_a_viewer_that_fell_too_far_behind()
    {
        await using var portal = await StartAsync();
        await using var viewer = await HubViewer.ConnectAsync(portal, await portal.AddApiKeyAsync("wallboard", HelpDeskOfAcme));

        await viewer.NextAsync();
        portal.Feed.Publish(new FeedBatch(9000, IsReset: true, [AcmeDevice(103)], []));
        var reset = await viewer.NextAsync();

        Assert.Equal(("Reset", 9000), (reset.Name, reset.Sequence));
        Assert.Equal([103], reset.Ids);
    }

    [Fact]
    public async Task Lets_a_help_desk_log_out_and_allow_the_devices_of_its_domain_and_no_others()
    {
        await using var portal = await StartAsync();
        using var browser = await portal.SignedInAsync(HelpDeskOfAcme);
        await using var viewer = await HubViewer.ConnectAsync(portal, browser);

        var done = await viewer.Connection.InvokeAsync<LogOutRow?>("LogOut", AcmePhone, "oneHour", Cancelled);
        var allowed = await viewer.Connection.InvokeAsync<bool>("Allow", AcmePhone, Cancelled);
        var foreign = await viewer.Connection.InvokeAsync<LogOutRow?>("LogOut", GlobexPhone, "no", Cancelled);
        var foreignAllowed = await viewer.Connection.InvokeAsync<bool>("Allow", GlobexPhone, Cancelled);

        Assert.Equal(
            new LogOutRow(WasRegistered: true, ConnectionWasClosed: false, IsKeptOut: true, DateTimeOffset.UnixEpoch.AddHours(1), OtherDevices: 2),
            done);
        Assert.True(allowed);
        Assert.Null(foreign);
        Assert.False(foreignAllowed);
        Assert.Equal(2, portal.Devices.Orders.Count);
    }

    [Theory]
    [InlineData(PortalRole.ReadOnly, false)]
    [InlineData(PortalRole.HelpDesk, true)]
    [InlineData(PortalRole.Admin, true)]
    [InlineData(PortalRole.Owner, true)]
    public async Task Takes_orders_from_a_help_desk_and_higher_roles(PortalRole role, bool mayOrder)
    {
        await using var portal = await StartAsync();
        await using var viewer = await HubViewer.ConnectAsync(portal, await portal.AddApiKeyAsync("key", new RoleGrant(role, null)));

        var logOut = await Record.ExceptionAsync(() => viewer.Connection.InvokeAsync<LogOutRow?>("LogOut", AcmePhone, "no", Cancelled));
        var allow = await Record.ExceptionAsync(() => viewer.Connection.InvokeAsync<bool>("Allow", AcmePhone, Cancelled));

        Assert.Equal(mayOrder, logOut is null);
        Assert.Equal(mayOrder, allow is null);
        Assert.Equal(mayOrder ? 2 : 0, portal.Devices.Orders.Count);
    }

    [Fact]
    public async Task Names_what_keepOut_may_be()
    {
        await using var portal = await StartAsync();
        await using var viewer = await HubViewer.ConnectAsync(portal, await portal.AddApiKeyAsync("key", HelpDeskOfAcme));

        var mistake = await Assert.ThrowsAsync<HubException>(
            () => viewer.Connection.InvokeAsync<LogOutRow?>("LogOut", AcmePhone, "for ever", Cancelled));

        Assert.Contains("untilAllowed", mistake.Message, StringComparison.Ordinal);
        Assert.Empty(portal.Devices.Orders);
    }

    [Fact]
    public async Task Refuses_nobody_a_wrong_key_and_an_account_without_a_role()
    {
        await using var portal = await StartAsync();
        using var nobody = portal.Open();
        using var noRole = await portal.SignedInAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, await RefusalOf(HubViewer.ConnectAsync(portal, nobody)));
        Assert.Equal(HttpStatusCode.Unauthorized, await RefusalOf(HubViewer.ConnectAsync(portal, Secrets.NewApiKey())));
        Assert.Equal(HttpStatusCode.Forbidden, await RefusalOf(HubViewer.ConnectAsync(portal, noRole)));
    }

    [Fact]
    public async Task Follows_the_grants_while_connected_with_a_reset()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var portal = await StartAsync(clock);
        await using var viewer = await HubViewer.ConnectAsync(portal, await portal.AddApiKeyAsync("key", HelpDeskOfAcme));
        await viewer.NextAsync();

        portal.FromOutside(connection => connection.Execute("UPDATE api_key SET domain_id = 2"));
        clock.Advance(SessionCheck.Interval);
        var reset = await viewer.NextAsync();

        Assert.Equal("Reset", reset.Name);
        Assert.Equal([GlobexPhone], reset.Ids);
    }

    [Fact]
    public async Task Ends_the_connection_when_the_key_is_revoked()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var portal = await StartAsync(clock);
        await using var viewer = await HubViewer.ConnectAsync(portal, await portal.AddApiKeyAsync("key", HelpDeskOfAcme));
        await viewer.NextAsync();

        await portal.Services.GetRequiredService<ApiKeyStore>().RevokeAsync("key", clock.GetUtcNow(), Cancelled);
        clock.Advance(SessionCheck.Interval);

        await viewer.ClosedAsync();
        Assert.Equal(0, portal.Feed.ViewerCount);
    }

    [Fact]
    public async Task Refuses_the_very_next_order_after_the_key_was_revoked()
    {
        await using var portal = await StartAsync();
        await using var viewer = await HubViewer.ConnectAsync(portal, await portal.AddApiKeyAsync("key", HelpDeskOfAcme));

        await portal.Services.GetRequiredService<ApiKeyStore>().RevokeAsync("key", DateTimeOffset.UnixEpoch, Cancelled);

        await Assert.ThrowsAnyAsync<Exception>(() => viewer.Connection.InvokeAsync<LogOutRow?>("LogOut", AcmePhone, "no", Cancelled));
        Assert.Empty(portal.Devices.Orders);
    }

    [Fact]
    public async Task Sends_at_most_one_message_in_a_tenth_of_a_second()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var portal = await StartAsync(clock);
        await using var viewer = await HubViewer.ConnectAsync(portal, await portal.AddApiKeyAsync("key", HelpDeskOfAcme));
        await viewer.NextAsync();

        portal.Feed.Publish(new FeedBatch(3, IsReset: false, [AcmeDevice(102)], []));
        var next = viewer.NextAsync();
        for (var i = 0; i < 50; i++)
        {
            // Time enough for a message that did not wait for the clock.
            await AllowAsync(viewer);
        }

        var isEarly = next.IsCompleted;
        for (var i = 0; i < 100 && !next.IsCompleted; i++)
        {
            // The loop may begin its pause after the clock moved, so the clock moves until the message is here.
            clock.Advance(RegistrationsConnection.BatchInterval);
            await AllowAsync(viewer);
        }

        Assert.False(isEarly);
        Assert.Equal(3, (await next).Sequence);
    }

    [Fact]
    public async Task Goes_on_in_further_messages_where_one_would_be_too_long()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var portal = await PortalHost.StartAsync(clock);
        const int Count = RegistrationsConnection.MessageLength + 1;
        portal.Feed.Publish(new FeedBatch(8, IsReset: false, [.. Enumerable.Range(1, Count).Select(id => AcmeDevice(id))], []));
        await using var viewer = await HubViewer.ConnectAsync(portal, await portal.AddApiKeyAsync("key", HelpDeskOfAcme));

        var snapshot = await viewer.NextAsync();
        var rest = await viewer.NextAsync();

        Assert.Equal(("Snapshot", 8), (snapshot.Name, snapshot.Sequence));
        Assert.Equal(("Changed", 8), (rest.Name, rest.Sequence));
        Assert.Equal(Enumerable.Range(1, Count).Select(id => (long)id), snapshot.Ids.Concat(rest.Ids));
    }

    [Fact]
    public void A_message_with_the_longest_texts_is_less_than_a_mebibyte()
    {
        var device = AcmeDevice(1) with
        {
            DisplayName = new string('d', 100),
            Name = new string('n', 60),
            Remark = new string('r', 300),
            UserAgent = new string('u', 256),
            ContactUri = new string('c', 256),
            Reason = new string('w', 100),
        };

        var message = JsonSerializer.SerializeToUtf8Bytes(Enumerable.Repeat(DeviceRow.Of(device), RegistrationsConnection.MessageLength));

        Assert.InRange(message.Length, 1, 1024 * 1024);
    }

    private static async Task<PortalHost> StartAsync(TimeProvider? clock = null)
    {
        var portal = await PortalHost.StartAsync(clock);
        portal.Feed.Add(AcmeDevice(AcmePhone));
        portal.Feed.Add(GlobexDevice(GlobexPhone));
        return portal;
    }

    /// <summary>Any call that goes to the server and back.</summary>
    private static Task AllowAsync(HubViewer viewer) => viewer.Connection.InvokeAsync<bool>("Allow", AcmePhone, Cancelled);

    private static async Task<HttpStatusCode?> RefusalOf(Task<HubViewer> connecting) =>
        (await Assert.ThrowsAsync<HttpRequestException>(() => connecting)).StatusCode;

    private static DeviceState AcmeDevice(long id) => FakeFeed.Phone(id, 12, FakeDirectory.Acme.Id, "acme.example", "3516");

    private static DeviceState GlobexDevice(long id) => FakeFeed.Phone(id, 21, FakeDirectory.Globex.Id, "globex.example", "200");
}
