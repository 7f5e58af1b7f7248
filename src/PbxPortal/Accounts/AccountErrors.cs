using Microsoft.AspNetCore.Identity;

namespace PbxPortal.Accounts;

/// <summary>Identity's mistakes in the words of the portal, each with what would be right.</summary>
internal sealed class AccountErrors : IdentityErrorDescriber
{
    public override IdentityError InvalidUserName(string? userName) => new()
    {
        Code = nameof(InvalidUserName),
        Description = "A name has 1 to 64 letters, digits or any of - . _ @ +, and no spaces. Example: maria.lopez",
    };

    public override IdentityError DuplicateUserName(string userName) => new()
    {
        Code = nameof(DuplicateUserName),
        Description = $"There is an account named {userName} already. Choose another name.",
    };

    public override IdentityError PasswordTooShort(int length) => new()
    {
        Code = nameof(PasswordTooShort),
        Description = $"A password has {length} characters or more. Four unrelated words are easy to keep in mind.",
    };
}
