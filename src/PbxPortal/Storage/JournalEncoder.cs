using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using PbxPortal.Server.Devices;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Location;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Storage;

/// <summary>Packs the lines of a group commit into one row of the journal (<see cref="JournalFormat"/>).</summary>
/// <remarks>
/// Confined to one writer at a time. The buffer is kept from one row to the next, so that a refresh allocates nothing, and pinned,
/// so that SQLite reads it where it is.
/// </remarks>
internal sealed class JournalEncoder
{
    private const int UsualLength = 64 * 1024;

    /// <summary>Kind, id, length, and the numbers of the longest line.</summary>
    private const int MaxNumbersLength = 1 + (14 * JournalFormat.MaxNumberLength);

    private byte[] _buffer = GC.AllocateUninitializedArray<byte>(UsualLength, pinned: true);
    private int _length = JournalFormat.HeaderLength;
    private int _count;
    private long? _moment;

    /// <summary>How many bytes the row has so far.</summary>
    public int Length => _length;

    /// <param name="batch">Whose line it is.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // The ends of a long stop are written before the runtime would optimise it.
    public void Add(StoreBatch batch, in StoreWrite write)
    {
        Reserve(MaxNumbersLength);
        _count++;
        _buffer[_length++] = (byte)write.Kind;
        Number(write.Kind == StoreWriteKind.AddActivity ? 0 : write.Id); // The place of an event means nothing outside of its batch.
        switch (write.Kind)
        {
            case StoreWriteKind.Refresh:
                AddRefresh((write.Value as Domain)?.Id ?? 0, write.Lease);
                break;
            case StoreWriteKind.PutDevice:
                Close(Open(), (Device)write.Value!);
                break;
            case StoreWriteKind.PutBinding:
                Close(Open(), (Binding)write.Value!, write.Lease);
                break;
            case StoreWriteKind.PutBlock:
                Close(Open(), (Block)write.Value!);
                break;
            case StoreWriteKind.AddActivity:
                Close(Open(), batch.EventOf(write));
                break;
            default:
                break; // The id says all.
        }
    }

    /// <summary>The row as it is to be stored, valid until the next <see cref="Clear"/>; the bytes are pinned.</summary>
    public ReadOnlySpan<byte> Finish()
    {
        var row = _buffer.AsSpan(0, _length);
        row[0] = JournalFormat.Version;
        BinaryPrimitives.WriteInt32LittleEndian(row[JournalFormat.CountAt..], _count);
        BinaryPrimitives.WriteInt64LittleEndian(row[JournalFormat.MomentAt..], _moment ?? 0);
        BinaryPrimitives.WriteUInt32LittleEndian(
            row[JournalFormat.CheckSumAt..], JournalFormat.CheckSum(row[JournalFormat.CountAt..]));
        return row;
    }

    /// <summary>Begins a new row, also after an <see cref="Add"/> that threw.</summary>
    public void Clear()
    {
        _length = JournalFormat.HeaderLength;
        _count = 0;
        _moment = null;
    }

    /// <summary>In a group nearly all refreshes have one time, which takes one byte then.</summary>
    private void AddRefresh(long domainId, in Lease lease)
    {
        var refreshedAt = lease.RefreshedAt.ToUnixTimeMilliseconds();
        _moment ??= refreshedAt;
        var difference = refreshedAt - _moment.Value;
        Number(domainId);
        Number(lease.CSeq);
        Number(lease.GrantedSeconds);
        Number(lease.RefreshInterval);
        Number(lease.RefreshCount);
        Number((difference << 1) ^ (difference >> 63)); // Small also when negative.
    }

    private int Open()
    {
        var start = _length;
        _length += sizeof(int);
        return start;
    }

    private void Close(int start) =>
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(start), _length - start - sizeof(int));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // The ends of a long stop are written before the runtime would optimise it.
    private void Close(int start, Device device)
    {
        Number(device.UserId);
        Text(device.IdentityText.Bytes);
        Number((long)device.Class);
        Number(device.ClassIsOverruled ? 1 : 0);
        Text(device.Product);
        Text(device.UserAgent);
        Text(device.Name);
        Text(device.Remark);
        Moment(device.FirstSeen);
        Moment(device.LastSeen);
        Text(device.LastPlace.Source);
        Text(device.LastPlace.ContactUri);
        Number(device.LastEnd is { } end ? (long)end : 0);
        Number(device.CredentialId);
        Number(device.DoNotDisturb ? 1 : 0);
        Close(start);
    }

    private void Close(int start, Binding binding, in Lease lease)
    {
        Number(lease.CSeq);
        Number(lease.GrantedSeconds);
        Number(lease.RefreshInterval);
        Number(lease.RefreshCount);
        Moment(lease.RefreshedAt);
        Number(binding.DeviceId);
        Number(binding.UserId);
        Text(binding.ContactUriBytes);
        Text(binding.ContactParameterBytes);
        Number(binding.QValue);
        Text(binding.CallIdBytes);
        Peer(binding.Peer);
        Number((long)binding.Transport);
        Moment(binding.RegisteredAt);
        if (!binding.PathBytes.IsEmpty || binding.ListeningPort != 0)
        {
            Text(binding.PathBytes); // Last, and only where there is one: rows of older versions end before it.
        }

        if (binding.ListeningPort != 0)
        {
            Number(binding.ListeningPort); // As well.
        }

        Close(start);
    }

    private void Close(int start, Block block)
    {
        Number(block.DeviceId);
        Number(block.UserId);
        Moment(block.CreatedAt);
        Optional(block.Until?.ToUnixTimeMilliseconds());
        Text(block.By);
        Text(block.Reason);
        Close(start);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // The ends of a long stop are written before the runtime would optimise it.
    private void Close(int start, in DeviceEvent happened)
    {
        Moment(happened.At);
        Number((long)happened.Kind);
        Optional(happened.User?.Domain.Id);
        Optional(happened.Device.UserId);
        Optional(happened.Device.Id);
        Address(happened.User);
        Text(happened.DeviceName);
        if (happened.Binding is { } binding)
        {
            Peer(binding.Peer);
        }
        else
        {
            Text(happened.Device.LastPlace.Source);
        }

        Text(happened.Reason);
        Text(happened.Actor);
        Number(1); // Each is told by itself.
        Close(start);
    }

    private void Moment(DateTimeOffset moment) => Number(moment.ToUnixTimeMilliseconds());

    /// <summary>Zero stands for none, and each number for the one before it.</summary>
    private void Optional(long? value) => Number(value is { } number ? checked(number + 1) : 0);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // The ends of a long stop are written before the runtime would optimise it.
    private void Number(long value)
    {
        var left = (ulong)value;
        while (left >= 0x80)
        {
            _buffer[_length++] = (byte)(left | 0x80);
            left >>= 7;
        }

        _buffer[_length++] = (byte)left;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // The ends of a long stop are written before the runtime would optimise it.
    private void Text(ReadOnlySpan<byte> utf8)
    {
        Reserve(MaxNumbersLength + utf8.Length);
        Number(utf8.Length);
        utf8.CopyTo(_buffer.AsSpan(_length));
        _length += utf8.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // The ends of a long stop are written before the runtime would optimise it.
    private void Text(string text)
    {
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        Reserve(MaxNumbersLength + most);
        if (most < 0x80)
        {
            // The length takes one byte, whatever it turns out to be, so the text need not be gone through twice.
            var length = Encoding.UTF8.GetBytes(text, _buffer.AsSpan(_length + 1));
            _buffer[_length] = (byte)length;
            _length += 1 + length;
            return;
        }

        Number(Encoding.UTF8.GetByteCount(text));
        _length += Encoding.UTF8.GetBytes(text, _buffer.AsSpan(_length));
    }

    /// <summary>As <c>ActivityEntry.User</c> has it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // The ends of a long stop are written before the runtime would optimise it.
    private void Address(User? user)
    {
        if (user is null)
        {
            Number(0);
            return;
        }

        var (name, domain) = (user.Extension, user.Domain.Name);
        var length = Encoding.UTF8.GetByteCount(name) + 1 + Encoding.UTF8.GetByteCount(domain);
        Reserve(MaxNumbersLength + length);
        Number(length);
        _length += Encoding.UTF8.GetBytes(name, _buffer.AsSpan(_length));
        _buffer[_length++] = (byte)'@';
        _length += Encoding.UTF8.GetBytes(domain, _buffer.AsSpan(_length));
    }

    private void Peer(in PeerAddress peer)
    {
        Span<byte> text = stackalloc byte[PeerAddress.MaxTextLength];
        Text(text[..peer.Format(text)]);
    }

    /// <summary>Room for so many bytes: what a line needs for all its numbers is asked for with each of its texts.</summary>
    private void Reserve(int bytes)
    {
        if (_buffer.Length - _length < bytes)
        {
            var larger = GC.AllocateUninitializedArray<byte>(Math.Max(_buffer.Length * 2, _length + bytes), pinned: true);
            _buffer.AsSpan(0, _length).CopyTo(larger);
            _buffer = larger;
        }
    }
}
