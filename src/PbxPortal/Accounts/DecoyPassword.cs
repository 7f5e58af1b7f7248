using Microsoft.AspNetCore.Identity;

namespace PbxPortal.Accounts;

/// <summary>Costs as much time as checking a real password, so that a sign-in does not tell which accounts exist.</summary>
/// <remarks>Immutable but for the hash, which is made once.</remarks>
internal sealed class DecoyPassword
{
    private readonly IPasswordHasher<PortalAccount> _hasher;
    private readonly Lazy<string> _hash;

    public DecoyPassword(IPasswordHasher<PortalAccount> hasher)
    {
        _hasher = hasher;
        _hash = new Lazy<string>(() => _hasher.HashPassword(new PortalAccount(), Secrets.NewPassword()));
    }

    public void Check(string password) => _hasher.VerifyHashedPassword(new PortalAccount(), _hash.Value, password);
}
