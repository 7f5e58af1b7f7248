using System.Security.Claims;
using PbxPortal.Administration;
using PbxPortal.Server.Diagnosis;
using PbxPortal.Server.Statistics;

namespace PbxPortal.Tests.Components.Fakes;

/// <summary>Numbers and problems that the test sets.</summary>
internal sealed class FakeOverview : IOverview
{
    private OverviewState _state = new(1, default, [], HasUsers: false);

    public long Version => Failure is { } failure ? throw failure : _state.Version;

    public List<RegistrationSample> Samples { get; } = [];

    public double? Rate { get; set; }

    public Exception? Failure { get; set; }

    /// <summary>Sets the problems, and so many users of whom each with an urgent problem is unreachable.</summary>
    public void Put(params Problem[] problems) => Put(users: 300, problems);

    public void Put(int users, params Problem[] problems)
    {
        var missing = problems.Count(problem => problem.Rank == ProblemRank.Unreachable);
        _state = new OverviewState(
            _state.Version + 1, new DomainCounts(users, users - missing, 0, 0, users + 12, (users + 12) / 2), [.. problems], HasUsers: users > 0);
    }

    public OverviewState Read(ClaimsPrincipal who) => _state;

    public IReadOnlyList<RegistrationSample> History(ClaimsPrincipal who) => [.. Samples];

    public double? RegistersPerSecond(ClaimsPrincipal who) => Rate;
}
