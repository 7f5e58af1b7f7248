using System.Collections.Immutable;
using PbxPortal.Server.Directory;

namespace PbxPortal.Tests.Server;

/// <summary>The domains and users that the tests know. Every password is <c>secret-</c> and the extension.</summary>
internal static class Tenants
{
    public static Domain Acme { get; } = new(1, "acme.example", "acme.example");

    public static Domain Globex { get; } = new(2, "globex.example", "globex.example");

    public static User User(long id, string extension, Domain? domain = null) => new()
    {
        Id = id,
        Domain = domain ?? Acme,
        Extension = extension,
        DisplayName = $"User {extension}",
        Credentials = [Credential(id * 100, extension, domain ?? Acme)],
    };

    public static Credential Credential(long id, string name, Domain domain, string? password = null) =>
        new(id, name, OpenSecretBox.Secret(name, domain.Realm, password ?? PasswordOf(name)));

    /// <summary>A credential for one device.</summary>
    public static Credential DeviceCredential(long id, string name, string label = "Anna's mobile", Domain? domain = null) =>
        new(id, name, OpenSecretBox.SecretWithAll(name, (domain ?? Acme).Realm, PasswordOf(name)), Label: label);

    public static string PasswordOf(string name) => $"secret-{name}";

    public static DirectoryChange Added(params User[] users) => new([], [.. users], [], []);

    public static DirectoryChange Removed(params long[] userIds) => new([], [], [], [.. userIds]);

    public static DirectoryChange Changed(params Domain[] domains) => new([.. domains], [], [], []);

    /// <summary>3516 and 3517 at acme.example, 3516 at globex.example.</summary>
    public static DirectoryChange All() => new(
        [Acme, Globex],
        ImmutableArray.Create(User(11, "3516"), User(12, "3517"), User(21, "3516", Globex)),
        [],
        []);
}
