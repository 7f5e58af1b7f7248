using System.Buffers.Text;

namespace PbxPortal.Phones.Load;

/// <summary>Writes a request into the space it is sent from.</summary>
internal ref struct WireText(Span<byte> space)
{
    private readonly Span<byte> _space = space;

    public int Length { get; private set; }

    public readonly ReadOnlySpan<byte> Written => _space[..Length];

    public void Add(scoped ReadOnlySpan<byte> text)
    {
        text.CopyTo(_space[Length..]);
        Length += text.Length;
    }

    public void AddNumber(long number)
    {
        _ = Utf8Formatter.TryFormat(number, _space[Length..], out var written);
        Length += written;
    }

    /// <summary>The lowest digits of the number in hexadecimal.</summary>
    public void AddHex(ulong number, int digits) => AddHex(number, digits, "0123456789abcdef"u8);

    public void AddUpperHex(ulong number, int digits) => AddHex(number, digits, "0123456789ABCDEF"u8);

    private void AddHex(ulong number, int digits, ReadOnlySpan<byte> alphabet)
    {
        var text = _space.Slice(Length, digits);
        for (var digit = digits - 1; digit >= 0; digit--)
        {
            text[digit] = alphabet[(int)(number & 15)];
            number >>= 4;
        }

        Length += digits;
    }
}
