using System.Security.Claims;
using PbxPortal.Accounts;

namespace PbxPortal.Administration;

/// <summary>Credentials as the portal and the API change them.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class CredentialAdministration(ManagedUsers users, CredentialEditor editor) : ICredentialAdministration
{
    public Task<NewCredential?> AddAsync(ClaimsPrincipal who, long userId, string label, CancellationToken cancellationToken) =>
        users.EditAsync<NewCredential?>(
            who,
            userId,
            async (edit, user) => await editor.AddAsync(edit, user, label, PortalAccess.ActorOf(who)),
            nobody: null,
            cancellationToken);

    public Task<bool> RevokeAsync(ClaimsPrincipal who, long userId, long credentialId, CancellationToken cancellationToken) =>
        users.EditAsync(
            who,
            userId,
            (edit, user) => CredentialEditor.RevokeAsync(edit, user, credentialId, PortalAccess.ActorOf(who)),
            nobody: false,
            cancellationToken);
}
