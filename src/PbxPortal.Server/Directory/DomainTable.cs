using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace PbxPortal.Server.Directory;

/// <summary>The names of one domain: extension, phone number and digest user name, each to a user's id.</summary>
/// <remarks>Written by the directory's loop, read without a lock.</remarks>
internal sealed class DomainTable
{
    private readonly ConcurrentDictionary<string, long> _byExtension;
    private readonly ConcurrentDictionary<string, long> _byNumber = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _byCredential;
    private readonly ConcurrentDictionary<string, long>.AlternateLookup<ReadOnlySpan<char>> _extensions;
    private readonly ConcurrentDictionary<string, long>.AlternateLookup<ReadOnlySpan<char>> _numbers;
    private readonly ConcurrentDictionary<string, long>.AlternateLookup<ReadOnlySpan<char>> _credentials;
    private volatile Order? _order; // Volatile: built by any reader, for the version that he saw before he began.
    private int _version;

    /// <param name="capacity">How many users are about to be added: tables that grow with each of many cost a start dearly.</param>
    public DomainTable(Domain domain, int capacity)
    {
        const int DefaultConcurrency = -1;
        Domain = domain;
        _byExtension = new ConcurrentDictionary<string, long>(DefaultConcurrency, capacity, StringComparer.Ordinal);
        _byCredential = new ConcurrentDictionary<string, long>(DefaultConcurrency, capacity, StringComparer.Ordinal);
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

        Interlocked.Increment(ref _version);
    }

    /// <summary>Takes out the names of <paramref name="earlier"/>, but for those that <paramref name="user"/> has still: they are never missing.</summary>
    public void Remove(User earlier, User? user = null)
    {
        if (!string.Equals(earlier.Extension, user?.Extension, StringComparison.Ordinal))
        {
            Remove(_byExtension, earlier.Extension, earlier.Id);
        }

        foreach (var number in earlier.PhoneNumbers.Except(user?.PhoneNumbers ?? [], StringComparer.Ordinal))
        {
            Remove(_byNumber, number, earlier.Id);
        }

        var names = user?.Credentials.Select(credential => credential.Name) ?? [];
        foreach (var name in earlier.Credentials.Select(credential => credential.Name).Except(names, StringComparer.Ordinal))
        {
            Remove(_byCredential, name, earlier.Id);
        }

        Interlocked.Increment(ref _version);
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
        var version = Volatile.Read(ref _version);
        if (_order is not { } order || order.Version != version)
        {
            // ToArray takes all locks; sorting the table itself throws when it grows meanwhile.
            order = new Order(
                version, [.. _byExtension.ToArray().OrderBy(pair => pair.Key, NaturalOrder.Instance).Select(pair => pair.Value)]);
            _order = order;
        }

        var ids = order.Ids;
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

    private sealed record Order(int Version, ImmutableArray<long> Ids);
}
