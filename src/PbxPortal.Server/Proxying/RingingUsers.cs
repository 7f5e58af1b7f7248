using PbxPortal.Server.Location;

namespace PbxPortal.Server.Proxying;

/// <summary>Who is being called right now, so that a device that registers meanwhile rings too.</summary>
/// <remarks>Guarded by one lock. While nobody is called, a registration costs one look.</remarks>
internal sealed class RingingUsers
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, List<ResponseContext>> _contexts = [];
    private volatile bool _isEmpty = true; // Volatile: read by the location service's loop without the lock.

    public void Add(long userId, ResponseContext context)
    {
        lock (_gate)
        {
            if (!_contexts.TryGetValue(userId, out var ofUser))
            {
                _contexts[userId] = ofUser = [];
            }

            ofUser.Add(context);
            _isEmpty = false;
        }
    }

    public void Remove(long userId, ResponseContext context)
    {
        lock (_gate)
        {
            if (_contexts.TryGetValue(userId, out var ofUser) && ofUser.Remove(context) && ofUser.Count == 0)
            {
                _contexts.Remove(userId);
                _isEmpty = _contexts.Count == 0;
            }
        }
    }

    /// <summary>The calls that ring at the users of these devices, each user once.</summary>
    public IReadOnlyList<(long UserId, ResponseContext Context)> Of(IReadOnlyList<DeviceTouch> touched)
    {
        if (_isEmpty)
        {
            return [];
        }

        lock (_gate)
        {
            var found = new List<(long, ResponseContext)>();
            foreach (var userId in touched.Select(touch => touch.UserId).Distinct())
            {
                if (_contexts.TryGetValue(userId, out var ofUser))
                {
                    found.AddRange(ofUser.Select(context => (userId, context)));
                }
            }

            return found;
        }
    }
}
