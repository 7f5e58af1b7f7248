namespace PbxPortal.Server.Directory;

/// <summary>The read side of domains and users, in memory and always current.</summary>
public interface IUserDirectory
{
    /// <summary>Raised after a change was applied, in order, one at a time.</summary>
    event Action<DirectoryChange>? Changed;

    IReadOnlyList<Domain> Domains { get; }

    Domain? FindDomain(long id);

    /// <summary>By name, in any case.</summary>
    Domain? FindDomain(string name);

    /// <summary>The users of one domain, ordered by extension as people read numbers (9 before 10).</summary>
    IReadOnlyList<User> UsersOf(long domainId);

    User? FindUser(long id);

    /// <summary>By extension or by one of the phone numbers.</summary>
    User? FindUser(long domainId, string extensionOrNumber);
}
