using System.Security.Cryptography;
using System.Text;
using PbxPortal.Server.Directory;
using PbxPortal.Sip.Authentication;

namespace PbxPortal.Tests.Server;

/// <summary>Seals nothing: what is in the box is the text <c>name:realm:password</c>.</summary>
internal sealed class OpenSecretBox : ISecretBox
{
    /// <summary>Before a text of which SHA-512/256 was computed as well.</summary>
    private const byte WithAll = 0;

    public static byte[] Secret(string name, string realm, string password) => Encoding.UTF8.GetBytes($"{name}:{realm}:{password}");

    /// <summary>With SHA-512/256, which secrets of older versions lack.</summary>
    public static byte[] SecretWithAll(string name, string realm, string password) => [WithAll, .. Secret(name, realm, password)];

    public static byte[] HashBySha512T256(ReadOnlySpan<byte> text)
    {
        var hash = new byte[32];
        Sha512Truncated.HashData(text, hash);
        return hash;
    }

    public byte[] Seal(Ha1Set secrets) => throw new NotSupportedException("The tests seal with Secret.");

#pragma warning disable CA5351 // Most phones know nothing but MD5.
    public Ha1Set Open(ReadOnlySpan<byte> sealedBytes) => sealedBytes[0] == WithAll
        ? new(MD5.HashData(sealedBytes[1..]), SHA256.HashData(sealedBytes[1..]), HashBySha512T256(sealedBytes[1..]))
        : new(MD5.HashData(sealedBytes), SHA256.HashData(sealedBytes), []);
#pragma warning restore CA5351
}
