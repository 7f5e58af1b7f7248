using PbxPortal.Administration;
using PbxPortal.Storage;

namespace PbxPortal.Hosting;

/// <summary>Creates the default domain in an empty database, so that the first user has somewhere to live.</summary>
internal static class FirstDomain
{
    /// <summary>Does nothing once there is the domain, or any domain at all: whoever renamed it will not want it back.</summary>
    public static Task CreateAsync(SqliteDirectoryStore store, string name, CancellationToken cancellationToken) => store.EditAsync(
        async edit =>
        {
            if (await edit.CountDomainsAsync() == 0)
            {
                await edit.InsertDomainAsync(new DomainDraft(name.ToLowerInvariant()));
            }

            return true;
        },
        cancellationToken);
}
