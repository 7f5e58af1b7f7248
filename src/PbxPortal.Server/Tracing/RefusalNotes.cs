namespace PbxPortal.Server.Tracing;

/// <summary>Why the last requests were refused, until their answers pass the tap on the way out, which follows at once.</summary>
/// <remarks>Guarded by one lock. Bounded: the oldest is forgotten.</remarks>
internal sealed class RefusalNotes
{
    private const int Capacity = 256;

    private readonly Lock _gate = new();
    private readonly (string CallId, uint CSeq, string Reason)[] _notes = new (string, uint, string)[Capacity];
    private int _next;

    public void Add(string callId, uint cSeq, string reason)
    {
        lock (_gate)
        {
            _notes[_next] = (callId, cSeq, reason);
            _next = (_next + 1) % Capacity;
        }
    }

    /// <summary>Empty: it was not refused, or that is long ago.</summary>
    public string Find(string callId, uint cSeq)
    {
        lock (_gate)
        {
            for (var back = 1; back <= Capacity; back++)
            {
                ref readonly var note = ref _notes[(_next - back + Capacity) % Capacity];
                if (note.CSeq == cSeq && string.Equals(note.CallId, callId, StringComparison.Ordinal))
                {
                    return note.Reason;
                }
            }

            return "";
        }
    }
}
