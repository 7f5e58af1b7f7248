namespace PbxPortal.Server.Admission;

/// <summary>Counts the datagrams that found a socket full: nobody has read them, so only the system can tell how many there were.</summary>
/// <remarks>Sockets are named before the loop of <see cref="AdmissionService"/> runs, and confined to it then.</remarks>
internal sealed class SocketLosses(SilenceCounts counts)
{
    private readonly List<Func<uint?>> _sockets = [];
    private readonly List<uint> _counted = []; // By socket.

    /// <param name="dropped">How many were lost there since it was bound, modulo 2^32; <c>null</c>: it cannot be told.</param>
    public void Add(Func<uint?> dropped)
    {
        _sockets.Add(dropped);
        _counted.Add(0);
    }

    public void Count()
    {
        for (var i = 0; i < _sockets.Count; i++)
        {
            if (_sockets[i]() is { } dropped && dropped != _counted[i])
            {
                counts.Count(SilenceKind.Lost, unchecked(dropped - _counted[i]));
                _counted[i] = dropped;
            }
        }
    }
}
