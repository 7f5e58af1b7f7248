namespace PbxPortal.Server.Directory;

/// <summary>Encrypts HA1 values at rest, so that a stolen database file alone registers no phone.</summary>
public interface ISecretBox
{
    byte[] Seal(Ha1Set secrets);

    /// <exception cref="System.Security.Cryptography.CryptographicException">The bytes were not sealed by this installation.</exception>
    Ha1Set Open(ReadOnlySpan<byte> sealedBytes);
}
