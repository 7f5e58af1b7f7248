using System.Security.Cryptography;
using System.Text;
using PbxPortal.Server.Directory;

namespace PbxPortal.Tests.Server;

/// <summary>Seals nothing: what is in the box is the text <c>name:realm:password</c>.</summary>
internal sealed class OpenSecretBox : ISecretBox
{
    public static byte[] Secret(string name, string realm, string password) => Encoding.UTF8.GetBytes($"{name}:{realm}:{password}");

    public byte[] Seal(Ha1Set secrets) => throw new NotSupportedException("The tests seal with Secret.");

#pragma warning disable CA5351 // Most phones know nothing but MD5.
    public Ha1Set Open(ReadOnlySpan<byte> sealedBytes) => new(MD5.HashData(sealedBytes), SHA256.HashData(sealedBytes), []);
#pragma warning restore CA5351
}
