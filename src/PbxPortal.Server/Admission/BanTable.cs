using System.Collections.Concurrent;
using PbxPortal.Sip.Messages;

namespace PbxPortal.Server.Admission;

/// <summary>The bans and the allowed networks, as every message asks for them.</summary>
/// <remarks>
/// Read without a lock. Written under one, by whoever changes something; an address's bans are an immutable array that is replaced whole.
/// While nobody is banned, a look costs the reading of one field.
/// </remarks>
internal sealed class BanTable
{
    /// <summary>A stranger fills no more than that; the one that ends first gives way.</summary>
    public const int MostBans = 10_000;

    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<SourceNetwork, Ban[]> _bySource = new();
    private readonly SourceHash _hash;
    private readonly Func<Ban, SipRequest, bool> _silences; // Made once: the look at a banned address allocates nothing.
    private readonly ExemptNetwork[] _inSettings;
    private volatile Ban[] _wide = []; // Volatile, as all three: read by every receiving thread.
    private volatile ExemptNetwork[] _allowed;
    private volatile int _count;

    public BanTable(SourceHash hash, IEnumerable<ExemptNetwork> inSettings)
    {
        _hash = hash;
        _silences = Silences;
        _inSettings = [.. inSettings];
        _allowed = _inSettings;
    }

    /// <summary>All bans, remembered ones too.</summary>
    public IEnumerable<Ban> All => _bySource.Values.SelectMany(bans => bans).Concat(_wide);

    public IReadOnlyList<ExemptNetwork> Allowed => _allowed;

    public bool IsEmpty => _count == 0;

    public bool Allows(SourceNetwork source)
    {
        foreach (var allowed in _allowed)
        {
            if (allowed.Network.Contains(source))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The ban that silences everything from there; <c>null</c>: none does.</summary>
    public Ban? FindWhole(SourceNetwork source, DateTimeOffset now) =>
        Find(source, now, static (ban, _) => ban.IsWhole, 0);

    /// <summary>The ban that silences this request; <c>null</c>: none does.</summary>
    public Ban? Find(SourceNetwork source, SipRequest request, DateTimeOffset now) =>
        Find(source, now, _silences, request);

    public Ban? Find(BanKey key) => All.FirstOrDefault(ban => BanKey.Of(ban) == key);

    /// <summary>Puts a ban in the place of the one with the same key; gives the one that had to give way to it, if any.</summary>
    public Ban? Put(Ban ban)
    {
        lock (_gate)
        {
            _ = Remove(BanKey.Of(ban));
            var leaving = _count >= MostBans ? FirstToEnd() : null;
            if (leaving is not null)
            {
                _ = Remove(BanKey.Of(leaving));
            }

            if (ban.Network.IsWide)
            {
                _wide = [.. _wide, ban];
            }
            else
            {
                _bySource[ban.Network] = [.. _bySource.GetValueOrDefault(ban.Network, []), ban];
            }

            _count++;
            return leaving;
        }
    }

    public bool Remove(BanKey key)
    {
        lock (_gate)
        {
            var before = key.Network.IsWide ? _wide : _bySource.GetValueOrDefault(key.Network, []);
            var after = Array.FindAll(before, ban => BanKey.Of(ban) != key);
            if (after.Length == before.Length)
            {
                return false;
            }

            _count--;
            if (key.Network.IsWide)
            {
                _wide = after;
            }
            else if (after.Length > 0)
            {
                _bySource[key.Network] = after;
            }
            else
            {
                _ = _bySource.TryRemove(key.Network, out _);
            }

            return true;
        }
    }

    public void Put(ExemptNetwork allowed)
    {
        lock (_gate)
        {
            _allowed = [.. _allowed.Where(other => other.IsInSettings || other.Network != allowed.Network), allowed];
        }
    }

    public void Remove(SourceNetwork allowed)
    {
        lock (_gate)
        {
            _allowed = [.. _allowed.Where(other => other.IsInSettings || other.Network != allowed)];
        }
    }

    private Ban? Find<TState>(SourceNetwork source, DateTimeOffset now, Func<Ban, TState, bool> silences, TState state)
    {
        if (_bySource.TryGetValue(source, out var bans))
        {
            foreach (var ban in bans)
            {
                if (ban.IsInForceAt(now) && silences(ban, state))
                {
                    return ban;
                }
            }
        }

        foreach (var ban in _wide)
        {
            if (ban.Network.Contains(source) && ban.IsInForceAt(now) && silences(ban, state))
            {
                return ban;
            }
        }

        return null;
    }

    /// <summary>
    /// A ban for one user is for answers to a challenge in his name; before a password is tried, nobody is silenced by it. Of a
    /// shared address the devices are heard that were registered before: a stranger does not know their Call-IDs.
    /// </summary>
    private bool Silences(Ban ban, SipRequest request) =>
        (ban.User.Length == 0 || Names(request, ban.UserBytes))
        && (!ban.SparesRegistered || !ban.Spared.Contains(_hash.Of(request.CallId)));

    /// <summary>At the registrar or at the proxy.</summary>
    private static bool Names(SipRequest request, ReadOnlySpan<byte> user) =>
        Names(request, HeaderName.Authorization, user) || Names(request, HeaderName.ProxyAuthorization, user);

    private static bool Names(SipRequest request, HeaderName name, ReadOnlySpan<byte> user)
    {
        foreach (var row in request.EnumerateRows(name))
        {
            if (DigestCredentials.TryParse(row, out var credentials) && user.SequenceEqual(credentials.Username))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What somebody gave by hand, and what lasts until it is lifted, stays.</summary>
    private Ban? FirstToEnd() => All.Where(ban => ban is { By.Length: 0, Until: not null }).MinBy(ban => ban.Until);
}
