using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using PbxPortal.Accounts;

namespace PbxPortal.Tests.Accounts;

/// <summary>Identity's hasher, made quick, that counts how often a password was checked.</summary>
internal sealed class CountingHasher : IPasswordHasher<PortalAccount>
{
    private readonly PasswordHasher<PortalAccount> _hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = 1 }));

    public int Checks { get; private set; }

    public string HashPassword(PortalAccount user, string password) => _hasher.HashPassword(user, password);

    public PasswordVerificationResult VerifyHashedPassword(PortalAccount user, string hashedPassword, string providedPassword)
    {
        Checks++;
        return _hasher.VerifyHashedPassword(user, hashedPassword, providedPassword);
    }
}
