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

    /// <summary>What a reading waits for, once it has seen what there is.</summary>
    public Task Reading { get; set; } = Task.CompletedTask;

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

    public async Task<IReadOnlyList<ActivityLine>> ReadAsync(ClaimsPrincipal who, ActivityFilter filter, CancellationToken cancellationToken)
    {
        Asked.Add(filter);
        IReadOnlyList<ActivityLine> found =
        [
            .. _lines.Where(line => filter.BeforeId is not { } before || line.Id < before)
                .Where(line => filter.Kinds.IsDefaultOrEmpty || filter.Kinds.Contains(line.Entry.Kind))
                .Reverse().Take(filter.Limit),
        ];
        await Reading;
        return Failure is { } failure ? throw failure : found;
    }

    public Task<long> CountRefreshesAsync(ClaimsPrincipal who, CancellationToken cancellationToken) => Task.FromResult(18734L);
}
