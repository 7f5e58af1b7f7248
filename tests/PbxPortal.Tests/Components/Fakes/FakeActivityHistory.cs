using System.Security.Claims;
using PbxPortal.Administration;
using PbxPortal.Server.Activity;

namespace PbxPortal.Tests.Components.Fakes;

/// <summary>A history of lines that the test adds, newest last.</summary>
internal sealed class FakeActivityHistory : IActivityHistory
{
    private readonly List<ActivityLine> _lines = [];

    public List<ActivityFilter> Asked { get; } = [];

    public Exception? Failure { get; set; }

    public void Add(ActivityKind kind, string reason = "", int count = 1) => _lines.Add(new ActivityLine(
        _lines.Count + 1,
        new ActivityEntry
        {
            At = Sample.Now,
            Kind = kind,
            DomainId = 1,
            UserId = 16,
            DeviceId = 1,
            User = "3516@acme.example",
            Device = "Avaya 9641",
            Source = "198.51.100.20:5061",
            Reason = reason,
            Count = count,
        }));

    public Task<IReadOnlyList<ActivityLine>> ReadAsync(ClaimsPrincipal who, ActivityFilter filter, CancellationToken cancellationToken)
    {
        Asked.Add(filter);
        return Failure is { } failure
            ? Task.FromException<IReadOnlyList<ActivityLine>>(failure)
            : Task.FromResult<IReadOnlyList<ActivityLine>>(
            [
                .. _lines.Where(line => filter.BeforeId is not { } before || line.Id < before)
                    .Where(line => filter.Kinds.IsDefaultOrEmpty || filter.Kinds.Contains(line.Entry.Kind))
                    .Reverse().Take(filter.Limit),
            ]);
    }

    public Task<long> CountRefreshesAsync(ClaimsPrincipal who, CancellationToken cancellationToken) => Task.FromResult(18734L);
}
