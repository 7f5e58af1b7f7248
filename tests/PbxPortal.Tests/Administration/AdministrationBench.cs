using System.Security.Cryptography;
using System.Text;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Server.Directory;
using PbxPortal.Tests.Accounts;
using PbxPortal.Tests.Server;
using PbxPortal.Tests.Storage;

namespace PbxPortal.Tests.Administration;

/// <summary>Administration on a real SQLite file, with a directory in memory that follows it as in the server.</summary>
internal sealed class AdministrationBench : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly TemporaryDatabase _database;
    private readonly ServiceProvider _services;
    private readonly Task _following;

    private AdministrationBench(TemporaryDatabase database, ServiceProvider services)
    {
        _database = database;
        _services = services;
        _following = services.GetRequiredService<DirectoryFollower>().FollowAsync(_stopping.Token);
    }

    public long Acme { get; private init; }

    public long Globex { get; private init; }

    public UserDirectory Directory => _services.GetRequiredService<UserDirectory>();

    public IUserAdministration Users => _services.GetRequiredService<IUserAdministration>();

    public IUserBatch Batch => _services.GetRequiredService<IUserBatch>();

    public ICredentialAdministration Credentials => _services.GetRequiredService<ICredentialAdministration>();

    public IDomainAdministration Domains => _services.GetRequiredService<IDomainAdministration>();

    /// <summary>What else the services of the bench are.</summary>
    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public UserImport Import => _services.GetRequiredService<UserImport>();

    public TemporaryDatabase Database => _database;

    /// <summary>Every line of the audit as one text: actor, action, subject, old and new value.</summary>
    public IReadOnlyList<string> Audit => _database.FromOutside(connection => connection.Query<string>(
        "SELECT actor || '|' || action || '|' || subject || '|' || old_value || '|' || new_value FROM audit ORDER BY id;").ToList());

    public static async Task<AdministrationBench> StartAsync(Action<IServiceCollection>? more = null)
    {
        var database = await TemporaryDatabase.CreateAsync();
        var acme = database.AddDomain("acme.example");
        var globex = database.AddDomain("globex.example");

        // A clock that stands still: a change that waits for anything but its turn would wait for ever.
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 8, 20, 12, 0, 0, TimeSpan.Zero));
        var services = await TemporaryServices.CreateAsync(database.Database.Path, services =>
        {
            services.AddAdministration();
            services.AddSingleton<UserDirectory>();
            services.AddSingleton<IUserDirectory>(provider => provider.GetRequiredService<UserDirectory>());
            services.AddSingleton<DirectoryFollower>();
            services.AddSingleton<TimeProvider>(clock);
            more?.Invoke(services);
        });
        await services.GetRequiredService<DirectoryFollower>().LoadAsync(TestContext.Current.CancellationToken);
        return new AdministrationBench(database, services) { Acme = acme, Globex = globex };
    }

    public static System.Security.Claims.ClaimsPrincipal Somebody(PortalRole role, long? domainId) =>
        PortalPoliciesTests.Somebody(new RoleGrant(role, domainId));

    public UserDraft Draft(string extension) => new() { DomainId = Acme, Extension = extension };

    /// <summary>Adds a user as the owner does, who may do everything.</summary>
    public async Task<User> AddAsync(UserDraft draft)
    {
        var result = await Users.AddAsync(Somebody(PortalRole.Owner, null), draft, TestContext.Current.CancellationToken);
        Assert.Empty(result.Mistakes);
        return Directory.FindUser(result.UserId!.Value)!;
    }

    public Task<SaveUserResult> EditAsync(User user, UserDraft draft) =>
        Users.EditAsync(Somebody(PortalRole.Owner, null), user.Id, draft, TestContext.Current.CancellationToken);

    public async Task<ImportResult> ImportAsync(string table)
    {
        using var reader = new StringReader(table);
        return await Import.RunAsync(reader, "test", TestContext.Current.CancellationToken);
    }

    /// <summary>Whether a phone that knows this password would be let in, by each algorithm.</summary>
    public bool Accepts(User user, string password)
    {
        var own = Assert.Single(user.Credentials, credential => credential.IsOwn);
        Assert.Equal(user.Extension, own.Name);
        return Accepts(user, own, password);
    }

    /// <summary>The same with a credential of one device.</summary>
    public bool Accepts(User user, Credential credential, string password)
    {
        var secrets = _services.GetRequiredService<ISecretBox>().Open(credential.Sealed);
        var text = Encoding.UTF8.GetBytes($"{credential.Name}:{user.Domain.Realm}:{password}");
#pragma warning disable CA5351 // Most phones know nothing but MD5.
        var md5 = MD5.HashData(text);
#pragma warning restore CA5351
        Assert.Equal(secrets.Md5.SequenceEqual(md5), secrets.Sha256.SequenceEqual(SHA256.HashData(text)));
        Assert.Equal(secrets.Md5.SequenceEqual(md5), secrets.Sha512T256.SequenceEqual(OpenSecretBox.HashBySha512T256(text)));
        return !credential.IsRevoked && secrets.Md5.SequenceEqual(md5);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _following);
        await _services.DisposeAsync();
        _database.Dispose();
        _stopping.Dispose();
    }
}
