using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;

namespace PbxPortal.Server.Directory;

/// <summary>All domains and users in memory, so that a REGISTER asks no database who somebody is.</summary>
/// <remarks>
/// Written by one loop (<see cref="Apply"/>), read by everybody without a lock: each user is an immutable value in a
/// concurrent table, and the list of domains is replaced whole.
/// </remarks>
public sealed class UserDirectory : IUserDirectory
{
    private readonly ConcurrentDictionary<long, User> _users = new();
    private ImmutableArray<DomainTable> _domains = [];
    private volatile DomainIndex _index = new([]); // Volatile: replaced by the loop, read by everybody.

    public event Action<DirectoryChange>? Changed;

    public IReadOnlyList<Domain> Domains => [.. _domains.Select(table => table.Domain)];

    public Domain? FindDomain(long id) => TableOf(id)?.Domain;

    public Domain? FindDomain(string name) => FindDomain(Encoding.UTF8.GetBytes(name));

    /// <summary>By name as on the wire, in any case; <c>null</c>: not ours.</summary>
    public Domain? FindDomain(ReadOnlySpan<byte> name) => _index.Find(name)?.Domain;

    /// <summary>The users of all domains, in no order.</summary>
    internal IEnumerable<User> All
    {
        get
        {
            foreach (var (_, user) in _users)
            {
                yield return user;
            }
        }
    }

    public IReadOnlyList<User> UsersOf(long domainId) => TableOf(domainId)?.InOrder(_users) ?? [];

    public User? FindUser(long id) => _users.GetValueOrDefault(id);

    public User? FindUser(long domainId, string extensionOrNumber) => FindUser(domainId, extensionOrNumber.AsSpan());

    public User? FindUser(long domainId, ReadOnlySpan<char> extensionOrNumber) =>
        TableOf(domainId)?.Find(extensionOrNumber) is { } id ? FindUser(id) : null;

    /// <summary>The user and the credential behind a digest user name; revoked credentials are found too, so that the reason can be told.</summary>
    public (User User, Credential Credential)? FindCredential(long domainId, ReadOnlySpan<char> name)
    {
        if (TableOf(domainId)?.FindByCredential(name) is not { } id || FindUser(id) is not { } user)
        {
            return null;
        }

        foreach (var credential in user.Credentials)
        {
            if (name.Equals(credential.Name, StringComparison.Ordinal))
            {
                return (user, credential);
            }
        }

        return null;
    }

    /// <summary>Takes a change in and tells it on. Called by one loop only.</summary>
    public void Apply(DirectoryChange change)
    {
        ApplyDomains(change);
        foreach (var user in change.Users)
        {
            var earlier = _users.GetValueOrDefault(user.Id);
            _users[user.Id] = user;
            TableOf(user.Domain.Id)?.Add(user);
            if (earlier is not null)
            {
                var staysInDomain = earlier.Domain.Id == user.Domain.Id;
                TableOf(earlier.Domain.Id)?.Remove(earlier, staysInDomain ? user : null);
            }
        }

        var removed = ImmutableArray.CreateBuilder<User>();
        foreach (var id in change.RemovedUserIds)
        {
            if (_users.TryRemove(id, out var gone))
            {
                TableOf(gone.Domain.Id)?.Remove(gone);
                removed.Add(gone);
            }
        }

        Changed?.Invoke(change with { RemovedUsers = removed.DrainToImmutable() });
    }

    private void ApplyDomains(DirectoryChange change)
    {
        var tables = _domains.ToList();
        var counts = change.Users.CountBy(user => user.Domain.Id).ToDictionary();
        foreach (var domain in change.Domains)
        {
            var place = tables.FindIndex(table => table.Domain.Id == domain.Id);
            if (place < 0)
            {
                tables.Add(new DomainTable(domain, counts.GetValueOrDefault(domain.Id)));
            }
            else
            {
                tables[place].Domain = domain;
                FollowDomain(domain);
            }
        }

        tables.RemoveAll(table => change.RemovedDomainIds.Contains(table.Domain.Id));
        _domains = [.. tables.OrderBy(table => table.Domain.Name, StringComparer.Ordinal)];
        _index = new DomainIndex(_domains);
    }

    /// <summary>Users carry their domain, so that an address-of-record needs no second look-up; they follow its change.</summary>
    private void FollowDomain(Domain domain)
    {
        foreach (var user in _users.Values.Where(user => user.Domain.Id == domain.Id))
        {
            _users[user.Id] = user with { Domain = domain };
        }
    }

    private DomainTable? TableOf(long domainId) => _index.Find(domainId);
}
