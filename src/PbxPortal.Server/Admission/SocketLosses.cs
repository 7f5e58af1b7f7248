namespace PbxPortal.Server.Admission;

/// <summary>Counts the datagrams that found a socket full: nobody has read them, so only the system can tell how many there were.</summary>
/// <remarks>Sockets are named before the loop of <see cref="AdmissionService"/> runs, and confined to it then.</remarks>
internal sealed class SocketLosses(SilenceCounts counts)
{
    private readonly List<Gauge> _sockets = [];

    /// <param name="dropped">How many were lost there since it was bound, modulo 2^32; <c>null</c>: it cannot be told.</param>
    public void Add(Func<uint?> dropped) => _sockets.Add(new Gauge(dropped));

    public void Count()
    {
        foreach (var socket in _sockets)
        {
            if (socket.Advance() is > 0 and var lost)
            {
                counts.Count(SilenceKind.Lost, lost);
            }
        }
    }

    /// <summary>One socket, and what was read from it before.</summary>
    private sealed class Gauge(Func<uint?> dropped)
    {
        private uint _before;

        /// <summary>How many were lost since the last time.</summary>
        public uint Advance()
        {
            if (dropped() is not { } now)
            {
                return 0;
            }

            var lost = unchecked(now - _before);
            _before = now;
            return lost;
        }
    }
}
