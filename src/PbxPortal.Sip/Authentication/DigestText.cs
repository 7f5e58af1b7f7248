namespace PbxPortal.Sip.Authentication;

/// <summary>Puts the text that is hashed together in a buffer that the caller has made long enough.</summary>
internal ref struct DigestText(Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;
    private int _length;

    public readonly ReadOnlySpan<byte> Written => _buffer[.._length];

    public void Add(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_buffer[_length..]);
        _length += text.Length;
    }

    public void AddAfterColon(ReadOnlySpan<byte> text)
    {
        _buffer[_length++] = (byte)':';
        Add(text);
    }

    public void AddHex(ReadOnlySpan<byte> hash)
    {
        _ = Convert.TryToHexStringLower(hash, _buffer[_length..], out var written);
        _length += written;
    }
}
