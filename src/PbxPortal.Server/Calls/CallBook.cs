using System.Runtime.CompilerServices;
using PbxPortal.Server.Proxying;

namespace PbxPortal.Server.Calls;

/// <summary>Knows every call that is under way, from what the proxy tells; hands those that are over to the <see cref="CallRecorder"/>.</summary>
/// <remarks>
/// Guarded by one lock. In memory only: a call that goes on over a restart is not known afterwards, which the phones do not notice.
/// Bounded: beyond <see cref="Most"/> the oldest are given up, for they are the ones whose BYE was most likely lost.
/// </remarks>
public sealed class CallBook(CallRecorder recorder, DeviceCalls devices, TimeProvider timeProvider) : ICallBook, ICalls
{
    /// <summary>Live calls; some 60 MB.</summary>
    internal const int Most = 50_000;

    /// <summary>So many are given up at once, so that a full book is not searched for each call.</summary>
    private const int GivenUpAtOnce = 500;

    private readonly Lock _gate = new();
    private readonly Dictionary<long, Call> _calls = [];
    private readonly Dictionary<string, List<long>> _byCallId = new(StringComparer.Ordinal);
    private CallSnapshot _snapshot = CallSnapshot.Empty;
    private TaskCompletionSource? _news;
    private long _version;
    private long _lastId;
    private long _endedCount;

    /// <summary>
    /// A call is new, changed or over. Raised on the thread that told it, after the lock: two changes of one call may come in either
    /// order, but what is over stays over. Handlers must be quick.
    /// </summary>
    public event Action<Call>? Changed;

    /// <summary>How many calls are live.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _calls.Count;
            }
        }
    }

    public long Begin(CallOffer offer)
    {
        Call call;
        IReadOnlyList<long> touched;
        IReadOnlyList<Call> givenUp = [];
        lock (_gate)
        {
            givenUp = _calls.Count >= Most ? [.. _calls.Values.OrderBy(old => old.Id).Take(GivenUpAtOnce)] : [];
            call = new Call
            {
                Id = ++_lastId,
                CallId = CallText.Cut(offer.CallId),
                FromTag = CallText.Cut(offer.FromTag),
                Caller = CallText.Cut(offer.Caller),
                Callee = CallText.Cut(offer.Callee),
                StartedAt = offer.At,
            };
            touched = Put(before: null, call);
        }

        Tell(call, touched);
        foreach (var old in givenUp)
        {
            GiveUp(old.Id, CallEnding.Unknown);
        }

        return call.Id;
    }

    public void Try(long id, CallBranch branch) => Change(id, call => call.Try(branch, Now));

    public void Progress(long id, int branch, int status) => Change(id, call => call.Progress(branch, status, Now));

    public void End(long id, int branch, BranchResult result, int status, string note = "") =>
        Change(id, call => call.EndBranch(branch, result, status, Now, CallText.Cut(note)));

    public void Answer(long id, int branch, string toTag) => Change(id, call => call.Answer(branch, toTag, Now));

    public void Finish(long id, CallResult result, int status) => Change(id, call => call.Finish(result, status, Now));

    public void HangUp(string callId, string tagA, string tagB, DateTimeOffset at)
    {
        var (from, to) = (CallText.Cut(tagA), CallText.Cut(tagB));
        foreach (var id in IdsOf(CallText.Cut(callId)))
        {
            Change(id, call => call.HangUp(from, to, at) ?? call);
        }
    }

    public CallSnapshot Read()
    {
        lock (_gate)
        {
            return _snapshot.Version == _version
                ? _snapshot
                : _snapshot = new CallSnapshot(_version, [.. _calls.Values.OrderBy(call => call.Id)], _endedCount);
        }
    }

    public async IAsyncEnumerable<CallSnapshot> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var snapshot = Read();
            yield return snapshot;
            await NewsSince(snapshot.Version).WaitAsync(cancellationToken);
        }
    }

    /// <summary>The server stops: what goes on is not followed any longer.</summary>
    public void GiveUpAll()
    {
        foreach (var call in Read().Calls)
        {
            GiveUp(call.Id, CallEnding.ServerStopped);
        }
    }

    internal void GiveUp(long id, CallEnding ending) => Change(id, call => call.Lose(ending, Now));

    private DateTimeOffset Now => timeProvider.GetUtcNow();

    private void Change(long id, Func<Call, Call> step)
    {
        Call changed;
        IReadOnlyList<long> touched;
        lock (_gate)
        {
            if (!_calls.TryGetValue(id, out var call))
            {
                return; // It is over: a late response, or a BYE that was sent again.
            }

            changed = step(call);
            if (ReferenceEquals(changed, call))
            {
                return;
            }

            touched = Put(call, changed);
        }

        Tell(changed, touched);
    }

    /// <returns>The devices to tell of.</returns>
    private IReadOnlyList<long> Put(Call? before, Call call)
    {
        _version++;
        if (call.IsLive)
        {
            _calls[call.Id] = call;
            if (before is null)
            {
                Index(call);
            }
        }
        else
        {
            _calls.Remove(call.Id);
            _endedCount++;
            Forget(call);
            recorder.Add(call);
        }

        return devices.Replace(before, call.IsLive ? call : null);
    }

    private void Tell(Call call, IReadOnlyList<long> touched)
    {
        TaskCompletionSource? news;
        lock (_gate)
        {
            (news, _news) = (_news, null);
        }

        news?.TrySetResult();
        devices.Tell(touched);
        Changed?.Invoke(call);
    }

    private Task NewsSince(long version)
    {
        lock (_gate)
        {
            return _version != version
                ? Task.CompletedTask
                : (_news ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>A call that comes back through the proxy, or is forked before it, has its Call-ID in common with others.</summary>
    private void Index(Call call)
    {
        if (!_byCallId.TryGetValue(call.CallId, out var ids))
        {
            _byCallId.Add(call.CallId, ids = new List<long>(1));
        }

        ids.Add(call.Id);
    }

    private void Forget(Call call)
    {
        if (_byCallId.TryGetValue(call.CallId, out var ids) && ids.Remove(call.Id) && ids.Count == 0)
        {
            _byCallId.Remove(call.CallId);
        }
    }

    private long[] IdsOf(string callId)
    {
        lock (_gate)
        {
            return _byCallId.TryGetValue(callId, out var ids) ? [.. ids] : [];
        }
    }
}
