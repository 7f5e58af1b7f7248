namespace PbxPortal.Sip.Authentication;

/// <summary>The hash functions of digest authentication (RFC 8760, 2.1).</summary>
public enum DigestAlgorithm : byte
{
    Md5,
    Sha256,
#pragma warning disable CA1707 // The underscore stands for the stroke in SHA-512/256, which is another hash than SHA-512.
    Sha512_256,
#pragma warning restore CA1707
}
