namespace PbxPortal.Server.Directory;

/// <summary>The only form in which a SIP password is kept: <c>H(user:realm:password)</c> for each algorithm (RFC 7616, 3.4.2).</summary>
/// <param name="Md5">16 bytes.</param>
/// <param name="Sha256">32 bytes.</param>
/// <param name="Sha512T256">32 bytes, SHA-512/256; empty when it was not computed.</param>
public sealed record Ha1Set(byte[] Md5, byte[] Sha256, byte[] Sha512T256);
