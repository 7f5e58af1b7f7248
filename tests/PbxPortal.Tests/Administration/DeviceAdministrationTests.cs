using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Server.Location;
using PbxPortal.Server.Subscriptions;
using PbxPortal.Tests.Accounts;

namespace PbxPortal.Tests.Administration;

public sealed class DeviceAdministrationTests
{
    private const long AcmePhone = 101;
    private const long GlobexPhone = 201;

    private readonly FakeFeed _feed = new();
    private readonly FakeDeviceControl _control = new();
    private readonly FakeDeviceNotifier _notifier = new();
    private readonly FakeAudit _audit = new();
    private readonly DeviceAdministration _devices;

    public DeviceAdministrationTests()
    {
        _feed.Add(FakeFeed.Phone(AcmePhone, 12, FakeDirectory.Acme.Id, "acme.example", "3516"));
        _feed.Add(FakeFeed.Phone(GlobexPhone, 21, FakeDirectory.Globex.Id, "globex.example", "200"));
        _devices = new DeviceAdministration(_control, _notifier, _feed, _audit);
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(PortalRole.HelpDesk)]
    [InlineData(PortalRole.Admin)]
    [InlineData(PortalRole.Owner)]
    public async Task Carries_out_every_order_in_the_domain_of_the_role(PortalRole role)
    {
        var who = PortalPoliciesTests.Somebody(new RoleGrant(role, FakeDirectory.Acme.Id));

        Assert.NotNull(await _devices.LogOutAsync(who, AcmePhone, KeepOut.No, Cancelled));
        Assert.True(await _devices.AllowAsync(who, AcmePhone, Cancelled));
        Assert.True(await _devices.EditAsync(who, AcmePhone, new DeviceEdit("Front desk", "", null), Cancelled));
        Assert.True(await _devices.SetDoNotDisturbAsync(who, AcmePhone, isOn: true, Cancelled));
        Assert.True(await _devices.ForgetAsync(who, AcmePhone, Cancelled));

        Assert.Equal(["log out 101 by somebody", "allow 101 by somebody", "edit 101", "do not disturb 101 True", "forget 101"], _control.Orders);
        Assert.Equal(["log out", "allow", "edit device", "do not disturb", "forget device"], _audit.Entries.Select(entry => entry.Action));
        Assert.All(_audit.Entries, entry => Assert.Equal(("somebody", FakeDirectory.Acme.Id), (entry.Actor, entry.DomainId!.Value)));
    }

    [Theory]
    [InlineData(NoticeResult.Answered, "check-sync;reboot=true: 200 OK")]
    [InlineData(NoticeResult.NoAnswer, "check-sync;reboot=true: no answer")]
    [InlineData(NoticeResult.ConnectionEnded, "check-sync;reboot=true: the connection ended before an answer")]
    public async Task Writes_down_what_a_device_was_told_and_what_came_of_it(NoticeResult result, string written)
    {
        _notifier.Outcome = _notifier.Outcome! with { Result = result };
        var who = PortalPoliciesTests.Somebody(new RoleGrant(PortalRole.HelpDesk, FakeDirectory.Acme.Id));

        var outcome = await _devices.NotifyAsync(who, AcmePhone, DeviceNotice.Reboot, Cancelled);

        Assert.Equal(result, outcome!.Result);
        Assert.Equal(["Reboot 101"], _notifier.Notices);
        Assert.Equal(("reboot", written), _audit.Entries.Select(entry => (entry.Action, entry.NewValue)).Single());
    }

    [Fact]
    public async Task Writes_nothing_down_when_nothing_was_sent()
    {
        _notifier.Outcome = new NoticeOutcome(NoticeResult.NotSent, "", ReasonPhrase: "It is not known how a Zoiper is told.");
        var who = PortalPoliciesTests.Somebody(new RoleGrant(PortalRole.HelpDesk, FakeDirectory.Acme.Id));

        await _devices.NotifyAsync(who, AcmePhone, DeviceNotice.CheckSync, Cancelled);

        Assert.Empty(_audit.Entries);
    }

    [Fact]
    public async Task Tells_a_device_nothing_without_the_role()
    {
        var reader = PortalPoliciesTests.Somebody(new RoleGrant(PortalRole.ReadOnly, FakeDirectory.Acme.Id));
        var stranger = PortalPoliciesTests.Somebody(new RoleGrant(PortalRole.Admin, FakeDirectory.Globex.Id));

        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => _devices.NotifyAsync(reader, AcmePhone, DeviceNotice.Reboot, Cancelled));

        Assert.Null(await _devices.NotifyAsync(stranger, AcmePhone, DeviceNotice.Reboot, Cancelled));
        Assert.Empty(_notifier.Notices);
    }

    [Theory]
    [InlineData(PortalRole.HelpDesk)]
    [InlineData(PortalRole.Admin)]
    public async Task Sees_no_device_in_another_domain(PortalRole role)
    {
        var who = PortalPoliciesTests.Somebody(new RoleGrant(role, FakeDirectory.Acme.Id));

        Assert.Null(await _devices.LogOutAsync(who, GlobexPhone, KeepOut.No, Cancelled));
        Assert.False(await _devices.AllowAsync(who, GlobexPhone, Cancelled));
        Assert.False(await _devices.EditAsync(who, GlobexPhone, new DeviceEdit("", "", null), Cancelled));
        Assert.False(await _devices.ForgetAsync(who, GlobexPhone, Cancelled));

        Assert.Empty(_control.Orders);
        Assert.Empty(_audit.Entries);
    }

    [Fact]
    public async Task Refuses_somebody_who_may_only_look()
    {
        var who = PortalPoliciesTests.Somebody(
            new RoleGrant(PortalRole.ReadOnly, FakeDirectory.Acme.Id), new RoleGrant(PortalRole.HelpDesk, FakeDirectory.Globex.Id));

        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => _devices.LogOutAsync(who, AcmePhone, KeepOut.No, Cancelled));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => _devices.AllowAsync(who, AcmePhone, Cancelled));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(
            () => _devices.EditAsync(who, AcmePhone, new DeviceEdit("", "", null), Cancelled));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => _devices.ForgetAsync(who, AcmePhone, Cancelled));

        Assert.Empty(_control.Orders);
    }

    [Fact]
    public async Task Turns_keep_out_into_an_order()
    {
        var who = PortalPoliciesTests.Somebody(new RoleGrant(PortalRole.HelpDesk, null));

        await _devices.LogOutAsync(who, AcmePhone, KeepOut.No, Cancelled);
        var no = _control.LastLogOut;
        await _devices.LogOutAsync(who, AcmePhone, KeepOut.OneHour, Cancelled);
        var oneHour = _control.LastLogOut;
        await _devices.LogOutAsync(who, AcmePhone, KeepOut.UntilAllowed, Cancelled);
        var untilAllowed = _control.LastLogOut;

        Assert.Equal(new LogOutOrder("somebody"), no);
        Assert.Equal(new LogOutOrder("somebody", KeepsOut: true, TimeSpan.FromHours(1)), oneHour);
        Assert.Equal(new LogOutOrder("somebody", KeepsOut: true), untilAllowed);
    }

    [Fact]
    public async Task Writes_nothing_to_the_audit_when_nothing_was_done()
    {
        var who = PortalPoliciesTests.Somebody(new RoleGrant(PortalRole.HelpDesk, null));
        _control.Failure = new StoreUnavailableException("The disk is full.");

        await Assert.ThrowsAsync<StoreUnavailableException>(() => _devices.LogOutAsync(who, AcmePhone, KeepOut.No, Cancelled));
        Assert.Null(await _devices.LogOutAsync(who, 999, KeepOut.No, Cancelled));

        Assert.Empty(_audit.Entries);
    }
}
