using PbxPortal.Server.Directory;

namespace PbxPortal.Tests.Components.Fakes;

internal sealed class FakeDirectory : IUserDirectory
{
    private readonly List<User> _users = [];

    public event Action<DirectoryChange>? Changed;

    public List<Domain> AllDomains { get; } = [Sample.Acme, Sample.Globex];

    public IReadOnlyList<Domain> Domains => AllDomains;

    public void Put(params IEnumerable<User> users)
    {
        foreach (var user in users)
        {
            _users.RemoveAll(known => known.Id == user.Id);
            _users.Add(user);
        }

        Raise();
    }

    public void Remove(long userId)
    {
        _users.RemoveAll(known => known.Id == userId);
        Raise();
    }

    public Domain? FindDomain(long id) => AllDomains.Find(domain => domain.Id == id);

    public Domain? FindDomain(string name) => AllDomains.Find(domain => string.Equals(domain.Name, name, StringComparison.OrdinalIgnoreCase));

    public IReadOnlyList<User> UsersOf(long domainId) => [.. _users.Where(user => user.Domain.Id == domainId)];

    public User? FindUser(long id) => _users.Find(user => user.Id == id);

    public User? FindUser(long domainId, string extensionOrNumber) =>
        _users.Find(user => user.Domain.Id == domainId && string.Equals(user.Extension, extensionOrNumber, StringComparison.Ordinal));

    private void Raise() => Changed?.Invoke(new DirectoryChange([], [.. _users], [], []));
}
