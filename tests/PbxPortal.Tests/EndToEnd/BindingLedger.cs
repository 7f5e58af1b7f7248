using System.Globalization;
using PbxPortal.Phones;
using PbxPortal.Server.Location;

namespace PbxPortal.Tests.EndToEnd;

/// <summary>What phones were promised, to be compared with what a server knows after it was killed.</summary>
/// <remarks>Guarded by one lock: every phone notes its answers on a loop of its own. One phone per user.</remarks>
internal sealed class BindingLedger
{
    /// <summary>Moments are rounded on their way through the database and JSON.</summary>
    private static readonly TimeSpan Rounding = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, LedgerEntry> _entries = new(StringComparer.Ordinal);
    private readonly List<string> _refusals = [];
    private readonly List<(int Count, TaskCompletionSource Reached)> _waiting = [];
    private int _acknowledged;
    private int _logOuts;

    public int Acknowledged
    {
        get
        {
            lock (_lock)
            {
                return _acknowledged;
            }
        }
    }

    public int LogOuts
    {
        get
        {
            lock (_lock)
            {
                return _logOuts;
            }
        }
    }

    /// <summary>Answers that no phone here should get.</summary>
    public IReadOnlyList<string> Refusals
    {
        get
        {
            lock (_lock)
            {
                return [.. _refusals];
            }
        }
    }

    public void Note(SimulatedPhone phone, RegisterAnswer answer)
    {
        lock (_lock)
        {
            var entry = EntryOf(phone.Account.User);
            if (answer.StatusCode == 0)
            {
                entry.InDoubt.Add(answer.Attempt);
            }
            else if (!answer.IsAccepted)
            {
                _refusals.Add($"{phone.Account.User}: {answer.StatusCode} {answer.ReasonPhrase}");
            }
            else
            {
                entry.Promise = answer;
                entry.InDoubt.Clear();
                _logOuts += answer.Attempt.RequestedSeconds == 0 ? 1 : 0;
                Count();
            }
        }
    }

    /// <summary>A phone that lost its power in the middle of an exchange cannot know whether it took effect.</summary>
    public void NoteUnanswered(SimulatedPhone phone)
    {
        lock (_lock)
        {
            if (phone.Unanswered is { } attempt)
            {
                EntryOf(phone.Account.User).InDoubt.Add(attempt);
            }
        }
    }

    /// <summary>Ends when that many more requests have been acknowledged.</summary>
    public Task WaitForAsync(int more)
    {
        lock (_lock)
        {
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((_acknowledged + more, reached));
            return reached.Task;
        }
    }

    /// <summary>One sentence for each promise that is not kept, by what the API shows and by what the database holds.</summary>
    public IReadOnlyList<string> BrokenPromises(IReadOnlyList<RegistrationRow> rows, IReadOnlyList<Binding> bindings)
    {
        lock (_lock)
        {
            var shown = rows.Where(row => row.IsRegistered).ToLookup(row => row.Extension, StringComparer.Ordinal);
            var stored = bindings.ToLookup(binding => binding.ContactUri, StringComparer.Ordinal);
            return
            [
                .. _entries
                    .Where(entry => !entry.Value.States().Any(state => IsKept(state, [.. shown[entry.Key]], stored)))
                    .Select(entry => Describe(entry.Key, entry.Value, shown[entry.Key])),
            ];
        }
    }

    /// <summary>What was in doubt is known now: the next kill must not change it.</summary>
    public void Settle(IReadOnlyList<RegistrationRow> rows, IReadOnlyList<Binding> bindings)
    {
        lock (_lock)
        {
            var shown = rows.Where(row => row.IsRegistered).ToLookup(row => row.Extension, StringComparer.Ordinal);
            var stored = bindings.ToLookup(binding => binding.ContactUri, StringComparer.Ordinal);
            foreach (var (user, entry) in _entries)
            {
                entry.Promise = entry.States().First(state => IsKept(state, [.. shown[user]], stored));
                entry.InDoubt.Clear();
            }
        }
    }

    private static bool IsKept(RegisterAnswer? promise, List<RegistrationRow> shown, ILookup<string, Binding> stored)
    {
        if (promise is null || promise.Attempt.RequestedSeconds == 0)
        {
            return shown.Count == 0 && (promise is null || !stored.Contains(promise.Attempt.ContactUri));
        }

        var attempt = promise.Attempt;
        return shown is [var row]
            && string.Equals(row.ContactUri, attempt.ContactUri, StringComparison.Ordinal)
            && row.GrantedSeconds == promise.GrantedSeconds
            && row.ExpiresAt - TimeSpan.FromSeconds(row.GrantedSeconds) is { } begin
            && begin >= attempt.SentAt - Rounding
            && begin <= promise.AnsweredAt + Rounding
            && stored[attempt.ContactUri].Any(binding =>
                binding.Lease.CSeq == attempt.CSeq && string.Equals(binding.CallId, attempt.CallId, StringComparison.Ordinal));
    }

    private static string Describe(string user, LedgerEntry entry, IEnumerable<RegistrationRow> shown) => string.Create(
        CultureInfo.InvariantCulture,
        $"{user}: promised {entry.Promise}, in doubt [{string.Join(", ", entry.InDoubt)}], shown [{string.Join(", ", shown)}]");

    private LedgerEntry EntryOf(string user)
    {
        if (!_entries.TryGetValue(user, out var entry))
        {
            entry = new LedgerEntry();
            _entries.Add(user, entry);
        }

        return entry;
    }

    private void Count()
    {
        _acknowledged++;
        foreach (var (_, reached) in _waiting.Where(waiter => waiter.Count <= _acknowledged))
        {
            reached.TrySetResult();
        }

        _waiting.RemoveAll(waiter => waiter.Count <= _acknowledged);
    }
}
