using System.Text;

namespace PbxPortal.Sip.Authentication;

/// <summary>Translates <see cref="DigestAlgorithm"/> between the wire and us.</summary>
public static class DigestAlgorithms
{
    /// <summary>The longest hash of all algorithms, in bytes.</summary>
    public const int MaxHashLength = 32;

    /// <summary>The length of a hash in bytes; its hexadecimal form is twice as long.</summary>
    public static int HashLength(DigestAlgorithm algorithm) => algorithm == DigestAlgorithm.Md5 ? 16 : 32;

    /// <summary>An empty name means MD5 (RFC 7616, 3.4). The session variants are not offered and so not known.</summary>
    public static bool TryParse(ReadOnlySpan<byte> name, out DigestAlgorithm algorithm)
    {
        algorithm = DigestAlgorithm.Md5;
        if (Ascii.EqualsIgnoreCase(name, "SHA-256"u8))
        {
            algorithm = DigestAlgorithm.Sha256;
        }
        else if (Ascii.EqualsIgnoreCase(name, "SHA-512-256"u8))
        {
            algorithm = DigestAlgorithm.Sha512_256;
        }
        else
        {
            return name.IsEmpty || Ascii.EqualsIgnoreCase(name, "MD5"u8);
        }

        return true;
    }

    public static ReadOnlySpan<byte> ToBytes(DigestAlgorithm algorithm) => algorithm switch
    {
        DigestAlgorithm.Sha256 => "SHA-256"u8,
        DigestAlgorithm.Sha512_256 => "SHA-512-256"u8,
        _ => "MD5"u8,
    };
}
