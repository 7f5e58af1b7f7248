using PbxPortal.Server.Location;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Qualifying;

/// <summary>What OPTIONS has found out of each device. In memory only: after a restart everybody is asked anew.</summary>
/// <remarks>
/// Guarded by one lock. A device costs some 200 bytes from its first OPTIONS until some time after its registration has ended, so
/// 60 MB where 300,000 are asked; where a domain does not ask, nothing.
/// </remarks>
public sealed class ReachTable : IDeviceReach
{
    /// <summary>So many OPTIONS in a row without an answer make a device one that does not answer.</summary>
    public const int MissesOfSilence = 3;

    private readonly Lock _gate = new();
    private readonly Dictionary<long, QualifyRecord> _records = [];
    private readonly HashSet<DeviceTouch> _news = [];

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _records.Count;
            }
        }
    }

    public DeviceReach? Find(long deviceId)
    {
        lock (_gate)
        {
            return _records.GetValueOrDefault(deviceId)?.Read();
        }
    }

    /// <summary>What the list of devices shows: the last round trip, and whether the device has fallen silent.</summary>
    internal ReachSummary Summarize(Binding binding)
    {
        lock (_gate)
        {
            return _records.TryGetValue(binding.DeviceId, out var record) && record.Binding.Id == binding.Id
                ? new ReachSummary(record.RoundTrip, IsSilent(record), record.AnsweredAt)
                : default;
        }
    }

    /// <summary>Notes that the device is being asked; <c>false</c>: the last OPTIONS is still on its way.</summary>
    internal bool TryAsk(Binding binding, DateTimeOffset now)
    {
        lock (_gate)
        {
            if (!_records.TryGetValue(binding.DeviceId, out var record))
            {
                _records.Add(binding.DeviceId, record = new QualifyRecord(binding));
            }

            if (record.IsAsked)
            {
                return false;
            }

            record.Ask(binding, now);
            return true;
        }
    }

    internal void NoteAnswer(Binding binding, TimeSpan roundTrip, int statusCode, DateTimeOffset now) =>
        Note(binding, record => record.NoteAnswer(roundTrip, statusCode, now));

    internal void NoteMiss(Binding binding) => Note(binding, static record => record.NoteMiss());

    internal void NoteNothing(Binding binding) => Note(binding, static record => record.NoteNothing());

    /// <summary>Takes what viewers should hear, a part at a time, so that thousands of first answers do not come to them at once.</summary>
    internal List<DeviceTouch> TakeNews(int most)
    {
        lock (_gate)
        {
            var taken = _news.Take(most).ToList();
            _news.ExceptWith(taken);
            return taken;
        }
    }

    /// <summary>Forgets devices that are not asked any more.</summary>
    internal void ForgetAskedBefore(DateTimeOffset moment)
    {
        lock (_gate)
        {
            foreach (var (deviceId, record) in _records)
            {
                if (!record.IsAsked && record.AskedAt < moment)
                {
                    _records.Remove(deviceId);
                }
            }
        }
    }

    private static bool IsSilent(QualifyRecord record) =>
        record.MissedInARow >= MissesOfSilence && record.Binding.Transport == TransportProtocol.Udp;

    private void Note(Binding binding, Action<QualifyRecord> note)
    {
        lock (_gate)
        {
            if (!_records.TryGetValue(binding.DeviceId, out var record))
            {
                return;
            }

            note(record);
            if (record.IsNews(IsSilent(record)))
            {
                _news.Add(new DeviceTouch(binding.UserId, binding.DeviceId));
            }
        }
    }
}
