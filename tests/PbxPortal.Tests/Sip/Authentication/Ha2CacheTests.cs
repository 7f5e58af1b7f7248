using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PbxPortal.Sip.Authentication;

namespace PbxPortal.Tests.Sip.Authentication;

public sealed class Ha2CacheTests
{
    [Fact]
    public void Gives_every_text_its_own_hash_however_many_share_a_slot()
    {
        string[] texts = [.. Enumerable.Range(0, 2_000).Select(number => string.Create(CultureInfo.InvariantCulture, $"REGISTER:sip:pbx{number}.example.com"))];

        foreach (var text in texts.Concat(texts))
        {
            Assert.Equal(Expected(text), Write(text));
        }
    }

    [Fact]
    public void Gives_the_hash_of_a_text_that_is_too_long_to_keep()
    {
        var text = "REGISTER:sip:" + new string('x', 1_000);

        Assert.Equal(Expected(text), Write(text));
        Assert.Equal(Expected(text), Write(text));
    }

    [Fact]
    public void Gives_right_hashes_to_many_threads_at_once()
    {
        Parallel.For(0, 20_000, number =>
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"INVITE:sip:{number % 700}@example.com");
            Assert.Equal(Expected(text), Write(text));
        });
    }

    private static string Write(string text)
    {
        var hexadecimal = new byte[2 * Md5.HashLength];
        Ha2Cache.Write(text.ToBytes(), hexadecimal);
        return Encoding.ASCII.GetString(hexadecimal);
    }

#pragma warning disable CA5351 // What phones compute.
    private static string Expected(string text) => Convert.ToHexStringLower(MD5.HashData(text.ToBytes()));
#pragma warning restore CA5351
}
