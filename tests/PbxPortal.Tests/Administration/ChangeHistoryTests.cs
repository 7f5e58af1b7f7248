using System.Security.Claims;
using Microsoft.Extensions.Time.Testing;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Diagnosis;
using PbxPortal.Tests.Components.Fakes;

namespace PbxPortal.Tests.Administration;

public sealed class ChangeHistoryTests
{
    private static readonly DateTimeOffset Now = new(2026, 8, 24, 9, 0, 0, TimeSpan.Zero);

    private readonly Reader _audit = new();
    private readonly DropHistory _drops = new();

    [Fact]
    public async Task Puts_the_audit_and_the_drops_of_sites_in_the_order_of_time()
    {
        _audit.Add(Now.AddHours(-1), new AuditEntry("server", ServerChronicle.StartAction, "PbxPortal"));
        _audit.Add(Now.AddHours(-3), new AuditEntry("anna", "edit domain", "acme.example", Sample.Acme.Id));
        _audit.Add(Now.AddHours(-4), new AuditEntry("anna", "log out", "3516@acme.example", Sample.Acme.Id));
        Drop(Sample.Acme.Id, Now.AddHours(-2));
        Drop(Sample.Globex.Id, Now.AddHours(-2));

        var lines = await ReadAsync(PortalAccess.Grant(PortalRole.ReadOnly, Sample.Acme.Id));

        Assert.Equal(
            ["The server was started", "12 phones behind 203.0.113.7 dropped together", "Edit domain acme.example"], lines.Select(line => line.Text));
        Assert.Equal([ChangeKind.Restart, ChangeKind.MassDrop, ChangeKind.Domain], lines.Select(line => line.Kind));
    }

    [Fact]
    public async Task What_concerns_the_whole_portal_is_for_those_who_see_all()
    {
        _audit.Add(Now.AddHours(-1), new AuditEntry("olga", "add account", "hank"));

        Assert.Empty(await ReadAsync(PortalAccess.Grant(PortalRole.Admin, Sample.Acme.Id)));
        Assert.Equal(ChangeKind.Account, Assert.Single(await ReadAsync(PortalAccess.Grant(PortalRole.ReadOnly, null))).Kind);
    }

    [Fact]
    public async Task Many_new_passwords_by_one_person_are_one_line()
    {
        for (var minute = 0; minute < 30; minute++)
        {
            _audit.Add(Now.AddMinutes(-minute), new AuditEntry("anna", "new password", $"{3500 + minute}@acme.example", Sample.Acme.Id));
        }

        _audit.Add(Now.AddHours(-1), new AuditEntry("bert", "new password", "3516@acme.example", Sample.Acme.Id));

        var lines = await ReadAsync(PortalAccess.Grant(PortalRole.ReadOnly, null));

        Assert.Equal([("anna", 30), ("bert", 1)], lines.Select(line => (line.By, line.Count)));
        Assert.Equal("New password of 3500@acme.example", lines[0].Text);
    }

    private Task<IReadOnlyList<ChangeLine>> ReadAsync(Claim grant) =>
        new ChangeHistory(_audit, _drops, new FakeDirectory(), new FakeTimeProvider(Now))
            .ReadAsync(new ClaimsPrincipal(new ClaimsIdentity([grant])), 50, TestContext.Current.CancellationToken);

    private void Drop(long domainId, DateTimeOffset at)
    {
        for (var device = 1; device <= 12; device++)
        {
            _drops.Take(new ActivityEntry
            {
                At = at,
                Kind = ActivityKind.ConnectionLost,
                DeviceId = (domainId * 100) + device,
                UserId = device,
                DomainId = domainId,
                Source = $"203.0.113.7:{5000 + device}",
            });
        }
    }

    private sealed class Reader : IAuditReader
    {
        private readonly List<AuditLine> _lines = [];

        public void Add(DateTimeOffset at, AuditEntry entry) => _lines.Add(new AuditLine(_lines.Count + 1, at, entry));

        public Task<IReadOnlyList<AuditLine>> ReadAsync(
            IReadOnlyList<long> domainIds, bool withoutDomain, DateTimeOffset since, int limit, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<AuditLine>>(
            [
                .. _lines.Where(line => line.Entry.DomainId is { } id ? domainIds.Contains(id) : withoutDomain)
                    .Where(line => line.At >= since)
                    .OrderByDescending(line => line.At)
                    .Take(limit),
            ]);

        public Task<string?> FindLastValueAsync(string action, CancellationToken cancellationToken) => Task.FromResult<string?>(null);
    }
}
