using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using PbxPortal.Server.Registration;

namespace PbxPortal.Tests.Server.Registration;

public sealed class RequestTextsTests
{
    [Fact]
    public void A_text_is_found_however_many_follow()
    {
        var texts = new RequestTexts();
        var expected = Enumerable.Range(0, 500).Select(number => $"text {number}").ToList();

        var ranges = expected.Select(text => texts.Add(Encoding.UTF8.GetBytes(text))).ToList();

        Assert.Equal(expected, ranges.Select(range => Encoding.UTF8.GetString(texts[range])));
        Assert.True(texts[default].IsEmpty);
    }

    [Fact]
    public void A_text_may_be_put_together_while_the_buffer_grows()
    {
        var texts = new RequestTexts();
        texts.Add("before"u8);
        var name = new string('é', 3000);

        var start = texts.Length;
        texts.Append("instance:"u8);
        texts.Append(name);
        texts.Append(";reg-id=1"u8);

        Assert.Equal($"instance:{name};reg-id=1", Encoding.UTF8.GetString(texts[texts.Since(start)]));
    }

    [Fact]
    public void A_text_can_be_repeated_although_the_buffer_has_to_grow_for_it()
    {
        var texts = new RequestTexts();
        var once = texts.Add(Encoding.UTF8.GetBytes(new string('x', 400)));

        var start = texts.Length;
        texts.Append(texts[once]);

        Assert.True(texts[once].SequenceEqual(texts[texts.Since(start)]));
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(3000, true)]
    [InlineData(10_000, false)]
    public void The_next_request_gets_the_same_buffer_unless_it_is_large(int length, bool isKept)
    {
        var texts = new RequestTexts();
        var range = texts.Add(new byte[length]);
        ref var before = ref MemoryMarshal.GetReference(texts[range]);

        texts.Clear();

        Assert.Equal(0, texts.Length);
        ref var after = ref MemoryMarshal.GetReference(texts[texts.Add("a"u8)]);
        Assert.Equal(isKept, Unsafe.AreSame(ref before, ref after));
    }
}
