using System.Buffers;

namespace PbxPortal.Sip.Messages;

/// <summary>Bytes of one outgoing message while it is written, from a pool; <see cref="Dispose"/> gives them back.</summary>
/// <remarks>Confined to one owner at a time. The bytes lie on the pinned heap, so that the kernel can be pointed at them.</remarks>
public sealed class MessageBuffer : IBufferWriter<byte>, IDisposable
{
    private const int UsualLength = 2048;
    private const int LongestKept = 8 * UsualLength;

    private static readonly MessagePool<MessageBuffer> Pool = new(() => new MessageBuffer(), capacity: 1024);

    private byte[] _bytes = Allocate(UsualLength);
    private bool _isInUse;

    private MessageBuffer()
    {
    }

    public int WrittenCount { get; private set; }

    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, WrittenCount);

    public ReadOnlySpan<byte> WrittenSpan => _bytes.AsSpan(0, WrittenCount);

    public static MessageBuffer Rent()
    {
        var buffer = Pool.Rent();
        buffer._isInUse = true;
        return buffer;
    }

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(_bytes.Length - WrittenCount), nameof(count));
        WrittenCount += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(WrittenCount);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(WrittenCount);
    }

    /// <summary>What <see cref="GetSpan"/> and <see cref="Advance"/> do, in one step.</summary>
    internal void Write(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(WrittenCount));
        WrittenCount += bytes.Length;
    }

    public void Clear() => WrittenCount = 0;

    /// <summary>Takes back what was written since there were <paramref name="count"/> bytes.</summary>
    public void Rewind(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)WrittenCount, nameof(count));
        WrittenCount = count;
    }

    public void Dispose()
    {
        if (!_isInUse)
        {
            return;
        }

        _isInUse = false;
        WrittenCount = 0;
        if (_bytes.Length > LongestKept)
        {
            _bytes = Allocate(UsualLength);
        }

        Pool.Return(this);
    }

    private void Reserve(int count)
    {
        count = Math.Max(count, 1);
        if (count > _bytes.Length - WrittenCount)
        {
            var longer = Allocate(Math.Max(_bytes.Length * 2, WrittenCount + count));
            WrittenSpan.CopyTo(longer);
            _bytes = longer;
        }
    }

    private static byte[] Allocate(int length) => GC.AllocateUninitializedArray<byte>(length, pinned: true);
}
