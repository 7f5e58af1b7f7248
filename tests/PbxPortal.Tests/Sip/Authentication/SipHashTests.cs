using System.Buffers.Binary;
using PbxPortal.Sip.Authentication;

namespace PbxPortal.Tests.Sip.Authentication;

public sealed class SipHashTests
{
    private static readonly SipHash Hash = new(Count(16));

    /// <summary>The vectors of the reference implementation: the key is 00..0f, the text 00, 01, 02 and so on.</summary>
    [Theory]
    [InlineData(0, "310e0edd47db6f72", "a3817f04ba25a8e66df67214c7550293")]
    [InlineData(1, "fd67dc93c539f874", "da87c1d86b99af44347659119b22fc45")]
    [InlineData(7, "37d1018bf50002ab", "a1f1ebbed8dbc153c0b84aa61ff08239")]
    [InlineData(8, "6224939a79f5f593", "3b62a9ba6258f5610f83e264f31497b4")]
    [InlineData(15, "e545be4961ca29a1", "5493e99933b0a8117e08ec0f97cfc3d9")]
    [InlineData(16, "db9bc2577fcc2a3f", "6ee2a4ca67b054bbfd3315bf85230577")]
    [InlineData(63, "724506eb4c328a95", "5150d1772f50834a503e069a973fbd7c")]
    public void Computes_the_reference_vectors(int length, string expectedShort, string expectedLong)
    {
        var text = Count(length);
        var (shortHash, longHash) = (new byte[8], new byte[SipHash.LongHashLength]);

        BinaryPrimitives.WriteUInt64LittleEndian(shortHash, Hash.Compute(text));
        Hash.Compute(text, longHash);

        Assert.Equal(expectedShort, Convert.ToHexStringLower(shortHash));
        Assert.Equal(expectedLong, Convert.ToHexStringLower(longHash));
    }

    [Fact]
    public void Another_key_makes_another_hash()
    {
        Assert.NotEqual(SipHash.WithRandomKey().Compute("a"u8), SipHash.WithRandomKey().Compute("a"u8));
    }

    [Fact]
    public void Refuses_a_key_of_another_length()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SipHash(new byte[15]));
    }

    private static byte[] Count(int length) => [.. Enumerable.Range(0, length).Select(number => (byte)number)];
}
