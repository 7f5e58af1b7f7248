using System.Text;

namespace PbxPortal.Server.Registration;

/// <summary>
/// What a request says, put together as it will be kept: one text after the other in a buffer that the next request uses again, so
/// that only what is kept in the end is allocated.
/// </summary>
/// <remarks>Confined to the owner of the request.</remarks>
internal sealed class RequestTexts
{
    private const int UsualLength = 512;

    /// <summary>What a request needed that is longer than any phone's is not held for the next one.</summary>
    private const int LongestKept = 8 * UsualLength;

    private byte[] _bytes = []; // Refreshes and challenges, which are most, have no texts.

    /// <summary>Where the next text begins.</summary>
    public int Length { get; private set; }

    /// <summary>Valid until the next text is added.</summary>
    public ReadOnlySpan<byte> this[TextRange range] => _bytes.AsSpan(range.Start, range.Length);

    public TextRange Add(ReadOnlySpan<byte> text)
    {
        var start = Length;
        Append(text);
        return Since(start);
    }

    /// <summary>Goes on with the text that was begun at an earlier <see cref="Length"/>; <see cref="Since"/> ends it.</summary>
    public void Append(ReadOnlySpan<byte> part)
    {
        part.CopyTo(Reserve(part.Length));
        Length += part.Length;
    }

    public void Append(string part) =>
        Length += Encoding.UTF8.GetBytes(part, Reserve(Encoding.UTF8.GetMaxByteCount(part.Length)));

    public TextRange Since(int start) => new(start, Length - start);

    public void Clear()
    {
        Length = 0;
        if (_bytes.Length > LongestKept)
        {
            _bytes = [];
        }
    }

    private Span<byte> Reserve(int length)
    {
        if (_bytes.Length - Length < length)
        {
            Array.Resize(ref _bytes, Math.Max(Math.Max(UsualLength, _bytes.Length * 2), Length + length));
        }

        return _bytes.AsSpan(Length);
    }
}
