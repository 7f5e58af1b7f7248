using System.Security.Cryptography;
using PbxPortal.Sip.Authentication;

namespace PbxPortal.Tests.Sip.Authentication;

public sealed class Md5Tests
{
    /// <summary>RFC 1321, A.5.</summary>
    [Theory]
    [InlineData("", "d41d8cd98f00b204e9800998ecf8427e")]
    [InlineData("a", "0cc175b9c0f1b6a831c399e269772661")]
    [InlineData("abc", "900150983cd24fb0d6963f7d28e17f72")]
    [InlineData("message digest", "f96b697d7cb7938d525a2f31aaf161d0")]
    [InlineData("abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b")]
    [InlineData("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", "d174ab98d277d9f5a5611c2c9f419d9f")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345678901234567890", "57edf4a22be3c955ac49da2e2107b67a")]
    public void Computes_the_examples_of_the_RFC(string text, string expected)
    {
        var hash = new byte[Md5.HashLength];

        Md5.HashData(text.ToBytes(), hash);

        Assert.Equal(expected, Convert.ToHexStringLower(hash));
    }

    [Fact]
    public void Agrees_with_the_base_library_on_every_length()
    {
        var text = RandomNumberGenerator.GetBytes(1_000);
        var hash = new byte[Md5.HashLength];

        for (var length = 0; length < text.Length; length++)
        {
            Md5.HashData(text.AsSpan(0, length), hash);

#pragma warning disable CA5351 // To be compared with.
            Assert.Equal(MD5.HashData(text.AsSpan(0, length)), hash);
#pragma warning restore CA5351
        }
    }
}
