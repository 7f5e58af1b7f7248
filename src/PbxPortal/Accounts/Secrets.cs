using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace PbxPortal.Accounts;

/// <summary>Makes passwords, tokens and keys that nobody can guess, and the hashes that are kept of them.</summary>
internal static class Secrets
{
    // Without 0, 1, l and o, which people mix up when they read a password aloud; 32 letters are 5 bits each.
    private const string Alphabet = "23456789abcdefghijkmnpqrstuvwxyz";

    /// <summary>80 bits in four groups, for example <c>k7f2-m9xq-3hbt-w8cz</c>.</summary>
    public static string NewPassword()
    {
        var letters = RandomNumberGenerator.GetString(Alphabet, 16);
        return $"{letters[..4]}-{letters[4..8]}-{letters[8..12]}-{letters[12..]}";
    }

    /// <summary>128 bits, for a link that lives an hour.</summary>
    public static string NewSetupToken() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));

    /// <summary>256 bits; the prefix lets a scanner of repositories recognise a key that leaked.</summary>
    public static string NewApiKey() => $"pbxp_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))}";

    public static string NewSecurityStamp() => Convert.ToHexString(RandomNumberGenerator.GetBytes(16));

    /// <summary>Enough for a secret of 128 random bits or more, and quick; a password wants Identity's hasher instead.</summary>
    public static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
