using Microsoft.Extensions.Options;
using PbxPortal.Administration;
using PbxPortal.Server;
using PbxPortal.Storage;

namespace PbxPortal.Hosting;

/// <summary>Creates the default domain in an empty database, so that the first user has somewhere to live.</summary>
internal static class FirstDomain
{
    /// <summary>Does nothing once there is any domain: whoever renamed the default one will not want it back.</summary>
    /// <exception cref="OptionsValidationException">The database is empty, and the settings of <c>Sip</c> are wrong.</exception>
    public static Task CreateAsync(IServiceProvider services, CancellationToken cancellationToken) =>
        services.GetRequiredService<SqliteDirectoryStore>().EditAsync(
            async edit =>
            {
                if (await edit.CountDomainsAsync() == 0)
                {
                    await AddAsync(edit, services);
                }

                return true;
            },
            cancellationToken);

    /// <summary>The demo's users live in the default domain, whatever it was called at an earlier start.</summary>
    public static Task CreateForDemoAsync(IServiceProvider services, CancellationToken cancellationToken) =>
        services.GetRequiredService<SqliteDirectoryStore>().EditAsync(
            async edit =>
            {
                if (await edit.FindDomainAsync(NameOf(services)) is null)
                {
                    await AddAsync(edit, services);
                }

                return true;
            },
            cancellationToken);

    private static Task<long> AddAsync(DirectoryEdit edit, IServiceProvider services) =>
        edit.InsertDomainAsync(new DomainDraft(NameOf(services)));

    private static string NameOf(IServiceProvider services) =>
        services.GetRequiredService<IOptions<SipOptions>>().Value.DefaultDomain.ToLowerInvariant();
}
