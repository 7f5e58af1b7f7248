using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using PbxPortal.Administration;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Location;

namespace PbxPortal.Storage;

/// <summary>What the server and the commands share: the database and the stores on it.</summary>
internal static class StorageServices
{
    public static IServiceCollection AddStorage(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<StorageOptions>()
            .Bind(configuration.GetSection(StorageOptions.SectionName))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<StorageOptions>, StorageOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<SqliteDatabase>();
        services.AddSingleton<IAudit, AuditLog>();
        services.AddSingleton<SqliteDirectoryStore>();
        services.AddSingleton<IDirectoryStore>(provider => provider.GetRequiredService<SqliteDirectoryStore>());
        services.AddSingleton<RefreshFold>();
        services.AddSingleton<SqliteBindingStore>();
        services.AddSingleton<IBindingStore>(provider => provider.GetRequiredService<SqliteBindingStore>());
        return services;
    }

    /// <summary>Brings the database up to date; call it once, before the host starts.</summary>
    public static Task PrepareStorageAsync(this IServiceProvider services, CancellationToken cancellationToken) =>
        services.GetRequiredService<SqliteDatabase>().PrepareAsync(cancellationToken);
}
