namespace PbxPortal.Server.Directory;

/// <summary>Encrypts HA1 values at rest. Where the keys lie is the installation's matter: a whole backup holds both.</summary>
public interface ISecretBox
{
    byte[] Seal(Ha1Set secrets);

    /// <exception cref="System.Security.Cryptography.CryptographicException">The bytes were not sealed by this installation.</exception>
    Ha1Set Open(ReadOnlySpan<byte> sealedBytes);
}
