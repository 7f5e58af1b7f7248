using System.Collections.Immutable;
using System.Security.Cryptography;
using PbxPortal.Accounts;
using PbxPortal.Server.Directory;
using PbxPortal.Storage;

namespace PbxPortal.Administration;

/// <summary>How device credentials are made and credentials revoked, whoever asks. Permission is the caller's matter.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class CredentialEditor(ISecretBox secretBox)
{
    private const int MaxLabelLength = 64;
    private const int MostInForce = 100;
    private const int KeptRevoked = 20;
    private const int SuffixLength = 4;

    /// <summary>Small letters and digits without those that look alike: what is typed on a phone's keypad.</summary>
    private const string SuffixCharacters = "abcdefghijkmnpqrstuvwxyz23456789";

    public async Task<NewCredential> AddAsync(DirectoryEdit edit, StoredUser user, string entered, Actor actor)
    {
        var label = entered.Trim();
        var mistakes = await FindMistakesAsync(edit, user, label);
        if (!mistakes.IsEmpty)
        {
            return new NewCredential(Id: null, Name: "", label, Password: "", mistakes);
        }

        var domain = (await edit.FindDomainAsync(user.DomainId))!;
        var name = await NewNameAsync(edit, user);
        var password = PasswordGenerator.Generate();
        var secrets = secretBox.Seal(Ha1Calculator.Compute(name, domain.Realm, password));
        var id = edit.InsertCredential(user, name, label, secrets);
        edit.Audit(new AuditEntry(
            actor, "add device password", UserEditor.NameOf(user.Extension, domain), domain.Id, newValue: $"{name}, {label}"));
        return new NewCredential(id, name, label, password, []);
    }

    /// <summary>A credential that no device has used yet gets a new password, for whoever is told it now.</summary>
    /// <returns>The password; <c>null</c> when the user has no such credential in force.</returns>
    public async Task<string?> RenewAsync(DirectoryEdit edit, StoredUser user, StoredDomain domain, long credentialId)
    {
        var credentials = await edit.CredentialsOfAsync(user.Id);
        if (credentials.FirstOrDefault(one => one.Id == credentialId) is not { IsRevoked: false, Label.Length: > 0 } credential)
        {
            return null;
        }

        var password = PasswordGenerator.Generate();
        edit.ReplaceDeviceSecret(credentialId, secretBox.Seal(Ha1Calculator.Compute(credential.Name, domain.Realm, password)));
        return password;
    }

    /// <returns><c>false</c> when the user has no such credential in force.</returns>
    public static async Task<bool> RevokeAsync(DirectoryEdit edit, StoredUser user, long credentialId, Actor actor)
    {
        var credentials = await edit.CredentialsOfAsync(user.Id);
        if (credentials.FirstOrDefault(one => one.Id == credentialId) is not { IsRevoked: false } credential)
        {
            return false;
        }

        var domain = (await edit.FindDomainAsync(user.DomainId))!;
        await edit.RevokeCredentialAsync(credentialId);
        await edit.DeleteRevokedCredentialsAsync(user.Id, KeptRevoked);
        var subject = credential.Label.Length == 0 ? credential.Name : $"{credential.Name}, {credential.Label}";
        edit.Audit(new AuditEntry(
            actor, "revoke password", UserEditor.NameOf(user.Extension, domain), domain.Id, oldValue: subject));
        return true;
    }

    private static async Task<ImmutableArray<Mistake>> FindMistakesAsync(DirectoryEdit edit, StoredUser user, string label)
    {
        if (label.Length is 0 or > MaxLabelLength || label.Any(char.IsControl))
        {
            return
            [
                new Mistake(
                    nameof(NewCredential.Label),
                    $"Say which device it is for, in 1 to {MaxLabelLength} characters on one line. Example: Anna's mobile"),
            ];
        }

        var inForce = (await edit.CredentialsOfAsync(user.Id)).Count(credential => !credential.IsRevoked);
        return inForce < MostInForce
            ? []
            : [new Mistake("", $"The user has {inForce} passwords already, and {MostInForce} is the most; revoke those that no device needs.")];
    }

    /// <summary>Not guessed from outside, and nobody else's extension, number or credential.</summary>
    private static async Task<string> NewNameAsync(DirectoryEdit edit, StoredUser user)
    {
        while (true)
        {
            var name = $"{user.Extension}.{RandomNumberGenerator.GetString(SuffixCharacters, SuffixLength)}";
            if (await edit.FindOwnerOfAsync(user.DomainId, name, exceptUserId: null) is null)
            {
                return name;
            }
        }
    }
}
