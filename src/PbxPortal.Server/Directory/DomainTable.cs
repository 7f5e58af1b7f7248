using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace PbxPortal.Server.Directory;

/// <summary>The names of one domain: extension, phone number and digest user name, each to a user's id.</summary>
/// <remarks>Written by the directory's loop, read without a lock.</remarks>
internal sealed class DomainTable
{
    private readonly ConcurrentDictionary<string, long> _byExtension = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _byNumber = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _byCredential = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long>.AlternateLookup<ReadOnlySpan<char>> _extensions;
    private readonly ConcurrentDictionary<string, long>.AlternateLookup<ReadOnlySpan<char>> _numbers;
    private readonly ConcurrentDictionary<string, long>.AlternateLookup<ReadOnlySpan<char>> _credentials;
    private volatile StrongOrder? _order; // Volatile: built by any reader, dropped by the directory's loop.

    public DomainTable(Domain domain)
    {
        Domain = domain;
        _extensions = _byExtension.GetAlternateLookup<ReadOnlySpan<char>>();
        _numbers = _byNumber.GetAlternateLookup<ReadOnlySpan<char>>();
        _credentials = _byCredential.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public Domain Domain { get; set; }

    public void Add(User user)
    {
        _byExtension[user.Extension] = user.Id;
        foreach (var number in user.PhoneNumbers)
        {
            _byNumber[number] = user.Id;
        }

        foreach (var credential in user.Credentials)
        {
            _byCredential[credential.Name] = user.Id;
        }

        _order = null;
    }

    public void Remove(User user)
    {
        Remove(_byExtension, user.Extension, user.Id);
        foreach (var number in user.PhoneNumbers)
        {
            Remove(_byNumber, number, user.Id);
        }

        foreach (var credential in user.Credentials)
        {
            Remove(_byCredential, credential.Name, user.Id);
        }

        _order = null;
    }

    public long? Find(ReadOnlySpan<char> extensionOrNumber)
    {
        if (_extensions.TryGetValue(extensionOrNumber, out var id) || _numbers.TryGetValue(extensionOrNumber, out id))
        {
            return id;
        }

        Span<char> digits = stackalloc char[64];
        return PhoneNumber.TryNormalize(extensionOrNumber, digits, out var length)
            && (_numbers.TryGetValue(digits[..length], out id) || _extensions.TryGetValue(digits[..length], out id))
                ? id
                : null;
    }

    public long? FindByCredential(ReadOnlySpan<char> name) => _credentials.TryGetValue(name, out var id) ? id : null;

    public ImmutableArray<User> InOrder(ConcurrentDictionary<long, User> users)
    {
        var ids = (_order ??= new StrongOrder(
            [.. _byExtension.OrderBy(pair => pair.Key, NaturalOrder.Instance).Select(pair => pair.Value)])).Ids;
        var inOrder = ImmutableArray.CreateBuilder<User>(ids.Length);
        foreach (var id in ids)
        {
            if (users.TryGetValue(id, out var user))
            {
                inOrder.Add(user);
            }
        }

        return inOrder.DrainToImmutable();
    }

    /// <summary>Only when the name still leads to this user: it may have been given to another in the same change.</summary>
    private static void Remove(ConcurrentDictionary<string, long> table, string name, long id) =>
        ((ICollection<KeyValuePair<string, long>>)table).Remove(new KeyValuePair<string, long>(name, id));

    private sealed record StrongOrder(ImmutableArray<long> Ids);
}
