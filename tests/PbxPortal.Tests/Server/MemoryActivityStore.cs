using PbxPortal.Server.Activity;

namespace PbxPortal.Tests.Server;

/// <summary>Keeps the refusals that were told.</summary>
internal sealed class MemoryActivityStore : IActivityStore
{
    private readonly List<ActivityEntry> _entries = [];

    public IReadOnlyList<ActivityEntry> Entries => _entries;

    public Exception? Failure { get; set; }

    public Task AppendAsync(IReadOnlyList<ActivityEntry> entries, CancellationToken cancellationToken)
    {
        if (Failure is { } failure)
        {
            return Task.FromException(failure);
        }

        _entries.AddRange(entries);
        return Task.CompletedTask;
    }
}
