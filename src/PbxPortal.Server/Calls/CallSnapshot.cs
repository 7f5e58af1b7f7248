using System.Collections.Frozen;
using System.Collections.Immutable;

namespace PbxPortal.Server.Calls;

/// <summary>All live calls at one moment.</summary>
/// <remarks>Immutable; all who ask between two changes share one, and with it the index that the first of them makes.</remarks>
public sealed class CallSnapshot
{
    private readonly Lazy<FrozenDictionary<long, ImmutableArray<Call>>> _byUser;

    /// <param name="version">Greater than that of every earlier one.</param>
    /// <param name="calls">The oldest first.</param>
    /// <param name="endedCount">How many have ended since the start.</param>
    public CallSnapshot(long version, ImmutableArray<Call> calls, long endedCount)
    {
        Version = version;
        Calls = calls;
        EndedCount = endedCount;
        _byUser = new Lazy<FrozenDictionary<long, ImmutableArray<Call>>>(IndexUsers);
    }

    public static CallSnapshot Empty { get; } = new(0, [], 0);

    public long Version { get; }

    public ImmutableArray<Call> Calls { get; }

    public long EndedCount { get; }

    /// <summary>The calls of one user, the oldest first.</summary>
    public ImmutableArray<Call> OfUser(long userId) => _byUser.Value.GetValueOrDefault(userId, []);

    private FrozenDictionary<long, ImmutableArray<Call>> IndexUsers()
    {
        var users = new Dictionary<long, List<Call>>();
        foreach (var call in Calls)
        {
            Add(call.Caller.UserId, call);
            if (call.Callee.UserId != call.Caller.UserId)
            {
                Add(call.Callee.UserId, call);
            }
        }

        return users.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.ToImmutableArray());

        void Add(long? userId, Call call)
        {
            if (userId is not { } id)
            {
                return;
            }

            if (!users.TryGetValue(id, out var calls))
            {
                users.Add(id, calls = []);
            }

            calls.Add(call);
        }
    }
}
