using System.Security.Cryptography;
using PbxPortal.Sip.Authentication;

namespace PbxPortal.Server.Directory;

/// <summary>Opens each credential once, at first use, so that a start with 100,000 users stays quick.</summary>
/// <remarks>The opened secrets are kept with their credential: a changed password is a new credential.</remarks>
public sealed class Ha1Cache(ISecretBox box)
{
    private const int Md5Length = 16;
    private const int LongLength = 32; // SHA-256 and SHA-512/256.

    // Random: a secret that anybody could guess would let anybody in wherever it stands in for a missing one.
    private static readonly byte[] NobodysSecret = RandomNumberGenerator.GetBytes(DigestAlgorithms.MaxHashLength);

    /// <summary>Stands in for the secret of a user who does not exist, and for a hash that was never computed.</summary>
    public static ReadOnlySpan<byte> Nobody => NobodysSecret;

    public ReadOnlySpan<byte> Of(Credential credential, DigestAlgorithm algorithm)
    {
        var opened = credential.Opened ??= Pack(box.Open(credential.Sealed)); // Two threads that meet here open the same.
        var (start, length) = algorithm switch
        {
            DigestAlgorithm.Sha256 => (Md5Length, LongLength),
            DigestAlgorithm.Sha512_256 => (Md5Length + LongLength, LongLength),
            _ => (0, Md5Length),
        };
        return start + length <= opened.Length ? opened.AsSpan(start, length) : NobodysSecret;
    }

    /// <summary>One array instead of an object with three: most of what a user costs who has phones.</summary>
    private static byte[] Pack(Ha1Set secrets)
    {
        if (secrets.Md5.Length != Md5Length)
        {
            return [];
        }

        if (secrets.Sha256.Length != LongLength)
        {
            return [.. secrets.Md5];
        }

        return secrets.Sha512T256.Length == LongLength
            ? [.. secrets.Md5, .. secrets.Sha256, .. secrets.Sha512T256]
            : [.. secrets.Md5, .. secrets.Sha256];
    }
}
