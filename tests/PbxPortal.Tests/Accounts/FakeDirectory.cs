using PbxPortal.Server.Directory;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Accounts;

/// <summary>Two customers with two users each, as they stand in the database of <see cref="PortalHost"/>.</summary>
internal sealed class FakeDirectory : IUserDirectory
{
    public static readonly Domain Acme = new(1, "acme.example", "acme.example");
    public static readonly Domain Globex = new(2, "globex.example", "globex.example");

    private static readonly User[] Users =
    [
        new() { Id = 11, Domain = Acme, Extension = "9", PhoneNumbers = ["+498912345678"] },
        new()
        {
            Id = 12,
            Domain = Acme,
            Extension = "3516",
            DisplayName = "Reception",
            AllowedTransports = [TransportProtocol.Tls],
            Credentials = [new Credential(120, "3516", []), new Credential(7, "3516.k7f2", [], IsRevoked: true, "Anna's mobile")],
        },
        new() { Id = 21, Domain = Globex, Extension = "200" },
    ];

    public event Action<DirectoryChange>? Changed
    {
        add { }
        remove { }
    }

    public IReadOnlyList<Domain> Domains { get; } = [Acme, Globex];

    public Domain? FindDomain(long id) => Domains.FirstOrDefault(domain => domain.Id == id);

    public Domain? FindDomain(string name) =>
        Domains.FirstOrDefault(domain => string.Equals(domain.Name, name, StringComparison.OrdinalIgnoreCase));

    public IReadOnlyList<User> UsersOf(long domainId) => [.. Users.Where(user => user.Domain.Id == domainId)];

    public User? FindUser(long id) => Array.Find(Users, user => user.Id == id);

    public User? FindUser(long domainId, string extensionOrNumber) =>
        Array.Find(Users, user => user.Domain.Id == domainId && string.Equals(user.Extension, extensionOrNumber, StringComparison.Ordinal));
}
