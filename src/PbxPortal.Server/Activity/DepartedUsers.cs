using PbxPortal.Server.Directory;

namespace PbxPortal.Server.Activity;

/// <summary>Remembers for a while to which domain a deleted user belonged, so that only those who saw the devices hear of their end.</summary>
/// <remarks>Guarded by one lock. The oldest are forgotten first.</remarks>
internal sealed class DepartedUsers
{
    /// <summary>The devices of a deleted user go within milliseconds; this many may be deleted at one stroke.</summary>
    private const int Capacity = 65_536;

    private readonly Lock _gate = new();
    private readonly Dictionary<long, long> _domainOfUser = [];
    private readonly Queue<long> _oldestFirst = [];

    public void Note(DirectoryChange change)
    {
        lock (_gate)
        {
            foreach (var user in change.RemovedUsers)
            {
                if (_domainOfUser.TryAdd(user.Id, user.Domain.Id))
                {
                    _oldestFirst.Enqueue(user.Id);
                }
            }

            while (_oldestFirst.Count > Capacity)
            {
                _domainOfUser.Remove(_oldestFirst.Dequeue());
            }
        }
    }

    public long? DomainOf(long userId)
    {
        lock (_gate)
        {
            return _domainOfUser.TryGetValue(userId, out var domainId) ? domainId : null;
        }
    }
}
