using PbxPortal.Server.Directory;

namespace PbxPortal.Tests.Server.Directory;

public sealed class PhoneNumberTests
{
    [Theory]
    [InlineData("+49 (89) 1234-567", "+49891234567")]
    [InlineData("089.1234567", "0891234567")]
    [InlineData("*21#", "*21#")]
    [InlineData(" 3516 ", "3516")]
    [InlineData("+49+89", null)]
    [InlineData("49+89", null)]
    [InlineData("bob", null)]
    [InlineData("", null)]
    [InlineData("-().", null)]
    [InlineData("٣٥١٦", null)]
    public void Keeps_what_is_dialled(string written, string? expected)
    {
        Assert.Equal(expected, PhoneNumber.Normalize(written));
    }

    [Fact]
    public void Takes_what_fits_and_no_more()
    {
        Span<char> digits = stackalloc char[4];

        Assert.True(PhoneNumber.TryNormalize("35-16", digits, out var length));
        Assert.Equal("3516", digits[..length].ToString());
        Assert.False(PhoneNumber.TryNormalize("35167", digits, out _));
        Assert.Null(PhoneNumber.Normalize(new string('1', 65)));
    }
}
