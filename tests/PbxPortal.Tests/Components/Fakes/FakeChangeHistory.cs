using System.Security.Claims;
using PbxPortal.Administration;

namespace PbxPortal.Tests.Components.Fakes;

internal sealed class FakeChangeHistory : IChangeHistory
{
    public List<ChangeLine> Lines { get; } = [];

    public Exception? Failure { get; set; }

    public Task<IReadOnlyList<ChangeLine>> ReadAsync(ClaimsPrincipal who, int limit, CancellationToken cancellationToken) =>
        Failure is { } failure ? Task.FromException<IReadOnlyList<ChangeLine>>(failure) : Task.FromResult<IReadOnlyList<ChangeLine>>([.. Lines]);
}
