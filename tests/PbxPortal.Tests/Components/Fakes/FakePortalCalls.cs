using System.Runtime.CompilerServices;
using System.Security.Claims;
using PbxPortal.Administration;
using PbxPortal.Server.Calls;

namespace PbxPortal.Tests.Components.Fakes;

/// <summary>Calls that the test puts, live and finished.</summary>
internal sealed class FakePortalCalls : IPortalCalls
{
    private readonly List<Call> _live = [];
    private readonly List<Call> _finished = [];
    private TaskCompletionSource _news = new();
    private long _version;
    private long _ended;

    public List<CallFilter> Asked { get; } = [];

    /// <summary>Thrown at whoever reads finished calls.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Thrown at whoever watches.</summary>
    public Exception? LiveFailure { get; set; }

    public long Lost { get; set; }

    /// <summary>A live call, new or in its new state.</summary>
    public void Put(Call call)
    {
        _live.RemoveAll(known => known.Id == call.Id);
        _live.Add(call);
        Tell();
    }

    /// <summary>It is over: gone from the live ones, and the newest of the finished.</summary>
    public void End(Call call)
    {
        _live.RemoveAll(known => known.Id == call.Id);
        _ended++;
        Add(call);
        Tell();
    }

    public void Add(Call call) => _finished.Add(call with { Id = _finished.Count + 1 });

    public CallSnapshot Read(ClaimsPrincipal who) => new(_version, [.. _live.OrderBy(call => call.Id)], _ended);

    public async IAsyncEnumerable<CallSnapshot> WatchAsync(
        ClaimsPrincipal who, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (LiveFailure is { } failure)
        {
            throw failure;
        }

        while (true)
        {
            var snapshot = Read(who);
            yield return snapshot;
            while (snapshot.Version == _version)
            {
                await _news.Task.WaitAsync(cancellationToken);
            }
        }
    }

    public Task<IReadOnlyList<Call>> ReadFinishedAsync(ClaimsPrincipal who, CallFilter filter, CancellationToken cancellationToken)
    {
        Asked.Add(filter);
        return Failure is { } failure
            ? Task.FromException<IReadOnlyList<Call>>(failure)
            : Task.FromResult<IReadOnlyList<Call>>(
            [
                .. _finished.Where(call => filter.BeforeId is not { } before || call.Id < before)
                    .Where(call => filter.Results.IsDefaultOrEmpty || (call.Result is { } result && filter.Results.Contains(result)))
                    .Where(filter.Finds)
                    .Reverse().Take(filter.Limit),
            ]);
    }

    private void Tell()
    {
        _version++;
        var news = _news;
        _news = new TaskCompletionSource();
        news.SetResult();
    }
}
