namespace PbxPortal.Storage;

/// <summary>Texts one after the other, in pieces that are small enough not to be large objects of the runtime, and used again.</summary>
/// <remarks>Not thread-safe. Large objects are moved by no collection: buffers of megabytes left holes of their size behind, fold after fold.</remarks>
internal sealed class FoldedContents
{
    private const int PieceLength = 64 * 1024;

    private readonly Stack<byte[]> _free = new();
    private List<byte[]> _pieces = [];
    private List<byte[]> _replaced = [];
    private int _used; // Of the last piece.

    /// <summary>The bytes that are held, replaced ones included.</summary>
    public int Length { get; private set; }

    public ReadOnlySpan<byte> this[int at, int length] => At(_pieces, at, length);

    /// <summary>Adds a text; gives where it stands.</summary>
    public int Add(ReadOnlySpan<byte> text)
    {
        if (_pieces.Count == 0 || _pieces[^1].Length - _used < text.Length)
        {
            _pieces.Add(Take(text.Length));
            _used = 0;
        }

        var at = ((_pieces.Count - 1) * PieceLength) + _used;
        text.CopyTo(_pieces[^1].AsSpan(_used));
        _used += text.Length;
        Length += text.Length;
        return at;
    }

    /// <summary>Begins anew; what was there can be read by <see cref="Replaced"/> until <see cref="EndReplacing"/>.</summary>
    public void BeginReplacing()
    {
        (_pieces, _replaced) = (_replaced, _pieces);
        Length = 0;
    }

    public ReadOnlySpan<byte> Replaced(int at, int length) => At(_replaced, at, length);

    public void EndReplacing() => PutBack(_replaced);

    public void Clear()
    {
        PutBack(_pieces);
        Length = 0;
    }

    /// <summary>Gives its memory back.</summary>
    public void Release()
    {
        Clear();
        _free.Clear();
    }

    private static ReadOnlySpan<byte> At(List<byte[]> pieces, int at, int length) =>
        length == 0 ? default : pieces[at / PieceLength].AsSpan(at % PieceLength, length);

    private byte[] Take(int length) =>
        length <= PieceLength && _free.TryPop(out var free) ? free : GC.AllocateUninitializedArray<byte>(Math.Max(length, PieceLength));

    private void PutBack(List<byte[]> pieces)
    {
        foreach (var piece in pieces)
        {
            if (piece.Length == PieceLength)
            {
                _free.Push(piece);
            }
        }

        pieces.Clear();
    }
}
