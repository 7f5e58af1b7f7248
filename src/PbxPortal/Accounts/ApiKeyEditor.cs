using PbxPortal.Administration;
using PbxPortal.Storage;

namespace PbxPortal.Accounts;

/// <summary>How API keys are made and revoked, whoever asks: the API or the command line. Permission is the caller's matter.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class ApiKeyEditor(ApiKeyStore store, IAudit audit, TimeProvider timeProvider)
{
    public Task<IReadOnlyList<ApiKey>> ListAsync(CancellationToken cancellationToken) => store.ListAsync(cancellationToken);

    /// <returns>The key, to be shown once; or what is wrong.</returns>
    public async Task<(string? Key, string? Mistake)> CreateAsync(
        string name, RoleGrant grant, Actor actor, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > AccountCreation.LongestName)
        {
            return (null, $"A name has 1 to {AccountCreation.LongestName} characters. Example: wallboard");
        }

        var key = Secrets.NewApiKey();
        if (!await store.InsertAsync(name, Secrets.HashOf(key), grant, timeProvider.GetUtcNow(), actor.Name, cancellationToken))
        {
            return (null, $"There is an API key named {name} already, or there was one. Choose another name.");
        }

        await WriteAsync(actor, "create API key", name, grant);
        return (key, null);
    }

    /// <returns><c>false</c> when there is no such key that is still good.</returns>
    public async Task<bool> RevokeAsync(string name, Actor actor, CancellationToken cancellationToken)
    {
        if (!await store.RevokeAsync(name, timeProvider.GetUtcNow(), cancellationToken))
        {
            return false;
        }

        await WriteAsync(actor, "revoke API key", name, grant: null);
        return true;
    }

    // It is done; a caller that has gone away meanwhile does not erase who did it.
    private Task WriteAsync(Actor actor, string action, string name, RoleGrant? grant) => audit.WriteAsync(
        new AuditEntry(actor, action, name, grant?.DomainId, newValue: grant?.Role.ToString() ?? ""), CancellationToken.None);
}
