using System.Security.Cryptography;
using PbxPortal.Sip.Authentication;

namespace PbxPortal.Server.Directory;

/// <summary>Opens each credential once, at first use, so that a start with 100,000 users stays quick.</summary>
/// <remarks>The opened secrets are kept with their credential: a changed password is a new credential.</remarks>
public sealed class Ha1Cache(ISecretBox box)
{
    // Random: a secret that anybody could guess would let anybody in wherever it stands in for a missing one.
    private static readonly byte[] NobodysSecret = RandomNumberGenerator.GetBytes(DigestAlgorithms.MaxHashLength);

    /// <summary>Stands in for the secret of a user who does not exist, and for a hash that was never computed.</summary>
    public static ReadOnlySpan<byte> Nobody => NobodysSecret;

    public ReadOnlySpan<byte> Of(Credential credential, DigestAlgorithm algorithm)
    {
        var secrets = credential.Opened ??= box.Open(credential.Sealed); // Two threads that meet here open the same.
        var ha1 = algorithm switch
        {
            DigestAlgorithm.Sha256 => secrets.Sha256,
            DigestAlgorithm.Sha512_256 => secrets.Sha512T256,
            _ => secrets.Md5,
        };
        return ha1.Length == DigestAlgorithms.HashLength(algorithm) ? ha1 : NobodysSecret;
    }
}
