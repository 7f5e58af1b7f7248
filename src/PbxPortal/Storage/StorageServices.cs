using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using PbxPortal.Administration;
using PbxPortal.Hosting;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Admission;
using PbxPortal.Server.Calls;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Location;
using PbxPortal.Server.Statistics;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Storage;

/// <summary>What the server and the commands share: the database and the stores on it.</summary>
internal static class StorageServices
{
    public static IServiceCollection AddStorage(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddTypedSettings<StorageOptions>(configuration.GetSection(StorageOptions.SectionName));
        services.AddSingleton<IValidateOptions<StorageOptions>, StorageOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<SqliteDatabase>();
        services.AddSingleton<AuditLog>();
        services.AddSingleton<IAudit>(provider => provider.GetRequiredService<AuditLog>());
        services.AddSingleton<IAuditReader>(provider => provider.GetRequiredService<AuditLog>());
        services.AddSingleton<SqliteDirectoryStore>();
        services.AddSingleton<IDirectoryStore>(provider => provider.GetRequiredService<SqliteDirectoryStore>());
        services.AddSingleton<SqliteBindingStore>();
        services.AddSingleton<IBindingStore>(provider => provider.GetRequiredService<SqliteBindingStore>());
        services.AddSingleton<SqliteActivityStore>();
        services.AddSingleton<IActivityStore>(provider => provider.GetRequiredService<SqliteActivityStore>());
        services.AddSingleton<SqliteCallStore>();
        services.AddSingleton<ICallStore>(provider => provider.GetRequiredService<SqliteCallStore>());
        services.AddSingleton<IAdmissionStore, SqliteAdmissionStore>();
        services.AddSingleton<IRegistrationSampleStore, SqliteSampleStore>();
        services.AddSecrets();
        return services;
    }

    /// <summary>What only a server needs that runs for long.</summary>
    public static IServiceCollection AddStorageUpkeep(this IServiceCollection services) =>
        services.AddSingleton(CreateFold).AddHostedService<LogUpkeep>().AddHostedService<StorageUpkeep>().AddHostedService<ActivityFollower>();

    /// <summary>Brings the database up to date; call it once, before the host starts.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be opened or written.</exception>
    /// <exception cref="DatabaseFromNewerVersionException">The database is not for this program.</exception>
    public static async Task PrepareStorageAsync(this IServiceProvider services, CancellationToken cancellationToken)
    {
        await services.GetRequiredService<SqliteDatabase>().PrepareAsync(cancellationToken);
        await services.GetRequiredService<SecretBox>().UnlockAsync(cancellationToken);
    }

    private static JournalFold CreateFold(IServiceProvider provider)
    {
        var counters = provider.GetRequiredService<TransportCounters>();
        return new JournalFold(provider.GetRequiredService<SqliteDatabase>(), () => counters.Requests + counters.Responses);
    }

    /// <summary>Data Protection with its keys in the database, for sign-in cookies and for the data key of the SIP secrets.</summary>
    private static void AddSecrets(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("PbxPortal");
        services.AddOptions<KeyManagementOptions>()
            .Configure<SqliteDatabase>((options, database) =>
            {
                // Encrypting these keys would need a secret outside of the file, and a backup of the file alone would be worthless.
                options.XmlRepository = new SqliteXmlRepository(database);
                options.XmlEncryptor = null;
            });
        services.Configure<LoggerFilterOptions>(options => options.AddFilter(
            "Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Error)); // It warns of just that.
        services.AddSingleton<SecretBox>();
        services.AddSingleton<ISecretBox>(provider => provider.GetRequiredService<SecretBox>());
        services.AddSingleton<IServerKeys>(provider => provider.GetRequiredService<SecretBox>());
    }
}
