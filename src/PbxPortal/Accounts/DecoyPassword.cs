using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace PbxPortal.Accounts;

/// <summary>Costs as much time as checking a real password, so that a sign-in does not tell which accounts exist.</summary>
/// <remarks>Immutable but for the hash, which is made once.</remarks>
internal sealed class DecoyPassword
{
    private readonly PasswordHasher<PortalAccount> _hasher;
    private readonly Lazy<string> _hash;

    public DecoyPassword(IOptions<PasswordHasherOptions> options)
    {
        _hasher = new PasswordHasher<PortalAccount>(options);
        _hash = new Lazy<string>(() => _hasher.HashPassword(new PortalAccount(), Secrets.NewPassword()));
    }

    public void Check(string password) => _hasher.VerifyHashedPassword(new PortalAccount(), _hash.Value, password);
}
