using PbxPortal.Server.Authentication;
using PbxPortal.Server.Location;
using PbxPortal.Server.Registration;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Diagnosis;

/// <summary>Remembers who tried to register and failed, so that the rules can say why. A success never comes here.</summary>
/// <remarks>
/// Guarded by one lock. Three memories, so that strangers fill only their own: phones that come from where the user's devices are or
/// were, other senders who name a user of ours, and those who name nobody. Some 15 MB when all three are full.
/// </remarks>
public sealed class AttemptLog(LocationTable locations, AttemptBoard board, TimeProvider timeProvider)
{
    private readonly Lock _gate = new();
    private readonly LoopCounter _loops = new(timeProvider);
    private readonly EvidencePool _familiar = new(capacity: 16_000, perNetwork: 4_000, perUser: 12);
    private readonly EvidencePool _ofUsers = new(capacity: 4_000, perNetwork: 200, perUser: 8);
    private readonly EvidencePool _ofNobody = new(capacity: 2_000, perNetwork: 200, perUser: 1);
    private long _version;
    private long _missed;

    /// <summary>Rises whenever what <see cref="Read"/> gives has changed.</summary>
    public long Version => Interlocked.Read(ref _version);

    /// <summary>Failed attempts since the start that found no room.</summary>
    public long Missed => Interlocked.Read(ref _missed);

    internal void Note(RegisterVisit visit, RegistrationRefusal refusal, string detail)
    {
        board.Note(visit, refusal, detail);
        var loop = LoopOf(visit);
        if (loop != AttemptLoop.None)
        {
            if (_loops.Count(visit.Register, visit.Flow.Peer) is > 0 and var count)
            {
                Put(EvidenceOf(visit, RegistrationRefusal.None, loop, ""), count);
            }

            return;
        }

        _loops.Forget(visit.Register, visit.Flow.Peer);
        if (refusal is not (RegistrationRefusal.OutOfOrder or RegistrationRefusal.StoreUnavailable))
        {
            Put(EvidenceOf(visit, refusal, AttemptLoop.None, detail), count: 1);
        }
    }

    internal IReadOnlyList<Evidence> Read()
    {
        var now = timeProvider.GetUtcNow();
        lock (_gate)
        {
            if (_familiar.Sweep(now) | _ofUsers.Sweep(now) | _ofNobody.Sweep(now))
            {
                _version++;
            }

            return [.. _familiar.All, .. _ofUsers.All, .. _ofNobody.All];
        }
    }

    /// <summary>What it says is over, if nothing has come since it was read.</summary>
    internal void Remove(Evidence read)
    {
        lock (_gate)
        {
            if (_familiar.Remove(read) || _ofUsers.Remove(read) || _ofNobody.Remove(read))
            {
                _version++;
            }
        }
    }

    private static AttemptLoop LoopOf(RegisterVisit visit) => visit.Authentication switch
    {
        AuthenticationOutcome.NoCredentials => AttemptLoop.Unanswered,
        AuthenticationOutcome.Stale => AttemptLoop.StaleNonce,
        _ => AttemptLoop.None,
    };

    private void Put(Evidence evidence, int count)
    {
        lock (_gate)
        {
            foreach (var pool in (ReadOnlySpan<EvidencePool>)[_familiar, _ofUsers, _ofNobody])
            {
                if (pool.Contains(evidence.Key))
                {
                    pool.Update(evidence);
                    _version++;
                    return;
                }
            }

            if (PoolFor(evidence).TryAdd(evidence with { Count = count }))
            {
                _version++;
            }
            else
            {
                _missed++;
            }
        }
    }

    private EvidencePool PoolFor(Evidence evidence) => evidence.Key.UserId switch
    {
        null => _ofNobody,
        { } userId when IsFamiliar(userId, evidence.Peer) => _familiar,
        _ => _ofUsers,
    };

    /// <summary>Whether a device of the user is or was registered from that address.</summary>
    private bool IsFamiliar(long userId, in PeerAddress peer)
    {
        foreach (var entry in locations.OfUser(userId)?.Devices ?? [])
        {
            if (entry.Binding is { } binding ? binding.Peer.HasSameAddress(peer)
                : PeerAddress.TryParse(entry.Device.LastSource, out var last) && !entry.IsTransient && last.HasSameAddress(peer))
            {
                return true;
            }
        }

        return false;
    }

    private Evidence EvidenceOf(RegisterVisit visit, RegistrationRefusal refusal, AttemptLoop loop, string detail)
    {
        var signs = WireSignsReader.Read(visit.Register);
        var peer = visit.Flow.Peer;
        var userId = (visit.User ?? visit.Claimed)?.Id;
        var claimed = userId is null ? $"{signs.ToUser}@{signs.ToHost}" : "";
        var now = timeProvider.GetUtcNow();
        return new Evidence
        {
            Key = new EvidenceKey(userId, claimed, peer.WithPort(0), visit.UserAgent),
            Refusal = refusal,
            Loop = loop,
            Detail = detail,
            DomainId = visit.Domain?.Id,
            SenderId = visit.Sender?.Id,
            Signs = signs,
            Class = visit.Class,
            Product = visit.Product,
            Identity = RegisterReader.FirstIdentity(visit),
            Peer = peer,
            Transport = visit.Flow.Protocol,
            FirstAt = now,
            LastAt = now,
        };
    }
}
