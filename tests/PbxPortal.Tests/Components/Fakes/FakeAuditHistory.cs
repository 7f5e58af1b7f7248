using System.Security.Claims;
using PbxPortal.Administration;

namespace PbxPortal.Tests.Components.Fakes;

/// <summary>An audit of lines that the test adds, newest last.</summary>
internal sealed class FakeAuditHistory : IAuditHistory
{
    private readonly List<AuditLine> _lines = [];

    public List<AuditFilter> Asked { get; } = [];

    public Exception? Failure { get; set; }

    public void Add(AuditEntry entry) => _lines.Add(new AuditLine(_lines.Count + 1, Sample.Now, entry));

    public Task<IReadOnlyList<AuditLine>> ReadAsync(ClaimsPrincipal who, AuditFilter filter, CancellationToken cancellationToken)
    {
        Asked.Add(filter);
        IReadOnlyList<AuditLine> found =
        [
            .. _lines.Where(line => filter.BeforeId is not { } before || line.Id < before)
                .Where(line => filter.Kinds.IsDefaultOrEmpty || filter.Kinds.Contains(AuditActions.KindOf(line.Entry.Action)))
                .Where(line => filter.Actor.Length == 0 || string.Equals(filter.Actor, line.Entry.Actor, StringComparison.Ordinal))
                .Reverse().Take(filter.Limit),
        ];
        return Failure is { } failure ? Task.FromException<IReadOnlyList<AuditLine>>(failure) : Task.FromResult(found);
    }

    public Task<IReadOnlyList<string>> ListActorsAsync(ClaimsPrincipal who, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([.. _lines.Select(line => line.Entry.Actor).Distinct().Order(StringComparer.Ordinal)]);
}
