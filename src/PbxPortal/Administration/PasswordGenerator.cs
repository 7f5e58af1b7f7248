using System.Security.Cryptography;

namespace PbxPortal.Administration;

/// <summary>Makes passwords that nobody guesses and that one can read off a page and type into a phone.</summary>
internal static class PasswordGenerator
{
    private const int Length = 20;

    /// <summary>Letters and digits without those that look alike: 0 O o, 1 I l. 56 of them, 20 times: 116 bits.</summary>
    private const string Characters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789";

    public static string Generate() => RandomNumberGenerator.GetString(Characters, Length);
}
