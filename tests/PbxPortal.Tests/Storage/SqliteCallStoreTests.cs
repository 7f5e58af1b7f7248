using System.Collections.Immutable;
using Microsoft.Extensions.Time.Testing;
using PbxPortal.Administration;
using PbxPortal.Server.Calls;
using PbxPortal.Server.Proxying;
using PbxPortal.Storage;
using PbxPortal.Tests.Components.Fakes;

namespace PbxPortal.Tests.Storage;

public sealed class SqliteCallStoreTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new(Sample.Now);
    private TemporaryDatabase _temporary = null!;
    private SqliteCallStore _store = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _temporary = await TemporaryDatabase.CreateAsync();
        _store = new SqliteCallStore(_temporary.Database, _clock);
    }

    public ValueTask DisposeAsync()
    {
        _store.Dispose();
        _temporary.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Reads_back_everything_the_last_one_first()
    {
        await _store.AppendAsync([CallSample.Missed(8), CallSample.Finished(7)], Cancellation);

        var calls = await ReadAsync(new CallFilter());

        Assert.Equal([2, 1], calls.Select(call => call.Id));
        AssertSame(CallSample.Finished(2) with { CallId = calls[0].CallId }, calls[0]);
        AssertSame(CallSample.Missed(1) with { CallId = calls[1].CallId }, calls[1]);
    }

    [Fact]
    public async Task Reads_back_what_there_is_to_say_of_a_branch()
    {
        var missed = CallSample.Missed(1);
        var refused = missed with
        {
            Result = CallResult.CallerLost,
            Branches = [missed.Branches[0] with { Result = BranchResult.RefusedElsewhere, Note = "declined on Yealink T46U" }],
        };
        await _store.AppendAsync([refused], Cancellation);

        AssertSame(refused, Assert.Single(await ReadAsync(new CallFilter(Results: [CallResult.CallerLost]))));
    }

    [Fact]
    public async Task Shows_only_the_domains_asked_for_and_those_of_none_when_told()
    {
        var ofNone = CallSample.Missed(3) with
        {
            Caller = new CallParty { Kind = CallPartyKind.Trunk, Address = "1@north" },
            Callee = new CallParty { Kind = CallPartyKind.Foreign, Address = "2@elsewhere" },
        };
        await _store.AppendAsync([Between(1, 1), Between(1, 2), Between(2, 2), ofNone], Cancellation);

        Assert.Equal([2, 1], await IdsAsync([1], withoutDomain: false));
        Assert.Equal([4, 3, 2], await IdsAsync([2], withoutDomain: true));
        Assert.Empty(await IdsAsync([], withoutDomain: false));
    }

    [Theory]
    [InlineData("ANNA", 2)]
    [InlineData("3516@acme", 2)]
    [InlineData("+49 (89) 12-34", 1)]
    [InlineData("call-9", 1)]
    [InlineData("yealink", 0)]
    [InlineData("100%", 0)]
    public async Task Finds_either_end_a_number_however_it_is_written_and_the_Call_ID(string text, int found)
    {
        var fromOutside = CallSample.Missed(9) with { Caller = new CallParty { Kind = CallPartyKind.Trunk, Address = "+49891234@north" } };
        await _store.AppendAsync([CallSample.Finished(1), CallSample.Missed(2), fromOutside with { Callee = CallSample.Reception with { Address = "3519@acme.example" } }], Cancellation);

        Assert.Equal(found, (await ReadAsync(new CallFilter(text))).Count);
    }

    [Fact]
    public async Task Filters_by_result_user_domain_and_time_and_pages_on()
    {
        await _store.AppendAsync(
            [
                CallSample.Finished(1) with { StartedAt = Sample.Now.AddDays(-2) },
                CallSample.Missed(2),
                CallSample.Missed(3) with { Callee = CallSample.Reception with { UserId = 99, DomainId = 2 } },
            ],
            Cancellation);

        Assert.Equal([3, 2], await IdsAsync(new CallFilter(Results: [CallResult.NoAnswer, CallResult.Busy])));
        Assert.Equal([2, 1], await IdsAsync(new CallFilter(UserId: 16)));
        Assert.Equal([3, 2, 1], await IdsAsync(new CallFilter(UserId: 17)));
        Assert.Equal([3], await IdsAsync(new CallFilter(DomainId: 2)));
        Assert.Equal([3, 2], await IdsAsync(new CallFilter(Since: Sample.Now.AddDays(-1))));
        Assert.Equal([1], await IdsAsync(new CallFilter(Until: Sample.Now.AddDays(-1))));
        Assert.Equal([3], await IdsAsync(new CallFilter(Limit: 1)));
        Assert.Equal([2, 1], await IdsAsync(new CallFilter(BeforeId: 3)));
    }

    [Fact]
    public async Task Sweeps_what_is_old_with_its_branches()
    {
        var old = Enumerable.Range(0, 1200).Select(id => CallSample.Missed(id) with { StartedAt = Sample.Now.AddDays(-91) });
        await _store.AppendAsync([.. old, CallSample.Missed(5000)], Cancellation);

        var swept = await _store.SweepAsync(90, Cancellation);

        Assert.Equal(1200, swept);
        Assert.Equal((1, 1), (_temporary.Count("call"), _temporary.Count("call_branch")));
    }

    private static Call Between(long callerDomainId, long calleeDomainId) => CallSample.Missed(1) with
    {
        Caller = CallSample.Anna with { DomainId = callerDomainId },
        Callee = CallSample.Reception with { DomainId = calleeDomainId },
    };

    private static void AssertSame(Call expected, Call actual)
    {
        Assert.Equal(expected with { Branches = [] }, actual with { Branches = [] });
        Assert.Equal(expected.Branches.Select(branch => branch with { ToTag = "" }), actual.Branches); // The tags are of the live dialog alone.
    }

    private async Task<IReadOnlyList<Call>> ReadAsync(CallFilter filter) => await _store.ReadAsync([1, 2], withoutDomain: true, filter, Cancellation);

    private async Task<IEnumerable<long>> IdsAsync(CallFilter filter) => (await ReadAsync(filter)).Select(call => call.Id);

    private async Task<IEnumerable<long>> IdsAsync(ImmutableArray<long> domainIds, bool withoutDomain) =>
        (await _store.ReadAsync(domainIds, withoutDomain, new CallFilter(), Cancellation)).Select(call => call.Id);
}
