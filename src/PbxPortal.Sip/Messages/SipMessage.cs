using System.Text;

namespace PbxPortal.Sip.Messages;

/// <summary>A message: its bytes, and a table of where each header field stands in them (RFC 3261, 7).</summary>
/// <remarks>
/// Immutable from parsing until <see cref="Dispose"/>, and owned by one at a time: disposing gives bytes and table to the next
/// message, so nobody may keep a span of them. A message that is never disposed costs garbage and does no other harm.
/// </remarks>
public abstract class SipMessage : IDisposable
{
    /// <summary>What a UDP datagram can carry, and what the table of offsets can reach.</summary>
    public const int MaxLength = ushort.MaxValue;

    internal const int MaxHeaderCount = 256;

    private const int UsualLength = 2048;
    private const int LongestKept = 8 * UsualLength;

    private byte[] _bytes = new byte[UsualLength];
    private HeaderField[] _headers = new HeaderField[32];

    /// <summary>One more than the index of the first row of each name, 0 for none: a look-up walks no rows.</summary>
    private readonly ushort[] _firstRows = new ushort[HeaderNames.Count];
    private int _length;
    private int _bodyStart;
    private bool _isInUse;

    private protected SipMessage()
    {
    }

    public int HeaderCount { get; private set; }

    /// <summary>The whole message, folded header fields made into one line each.</summary>
    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, _length);

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    public ReadOnlySpan<byte> Body => _bytes.AsSpan(_bodyStart, _length - _bodyStart);

    public ReadOnlySpan<byte> CallId => Find(HeaderName.CallId);

    public ReadOnlySpan<byte> FromTag => TagOf(HeaderName.From);

    public ReadOnlySpan<byte> ToTag => TagOf(HeaderName.To);

    /// <summary>Always there, but in a message that came with a <see cref="SipParseError"/>.</summary>
    public CSeq CSeq => CSeq.TryParse(Find(HeaderName.CSeq), out var cSeq) ? cSeq : default;

    /// <summary>Always there, but in a message that came with a <see cref="SipParseError"/>.</summary>
    public Via TopVia => Via.TryReadSentBy(TopViaBytes, out var via) ? via : default;

    /// <summary>Missing, or out of range and thus as good as missing (RFC 4475, 3.1.2.4), is <c>null</c>.</summary>
    public int? MaxForwards =>
        Grammar.TryParseNumber(Find(HeaderName.MaxForwards), out var hops) && hops <= byte.MaxValue ? (int)hops : null;

    internal ReadOnlySpan<byte> TopViaBytes
    {
        get
        {
            var row = Find(HeaderName.Via);
            return HeaderValues.Take(ref row);
        }
    }

    /// <summary>
    /// Whether the response goes to where the message came from, as nearly every phone asks (RFC 3581, 4): noted when the Via is
    /// checked, so that it is not read again to find that out.
    /// </summary>
    internal bool AsksForSource { get; set; }

    /// <summary>Whether a header field stands here twice that may stand here once.</summary>
    internal bool HasDuplicate { get; private set; }

    internal Span<byte> Buffer => _bytes.AsSpan(0, _length);

    /// <summary>A row of the message, in wire order.</summary>
    public Header this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)HeaderCount, nameof(index));
            ref readonly var field = ref _headers[index];
            return new Header(
                field.Name,
                _bytes.AsSpan(field.NameStart, field.NameLength),
                _bytes.AsSpan(field.ValueStart, field.ValueLength));
        }
    }

    public bool Contains(HeaderName name) => IndexOfFirst(name) >= 0;

    /// <summary>The value of the first row of that name; empty when there is none.</summary>
    public ReadOnlySpan<byte> Find(HeaderName name) => TryFind(name, out var value) ? value : default;

    public bool TryFind(HeaderName name, out ReadOnlySpan<byte> value)
    {
        var index = IndexOfFirst(name);
        value = index < 0 ? default : this[index].Value;
        return index >= 0;
    }

    /// <summary>Finds a header field that <see cref="HeaderName"/> does not list; names are case-insensitive (7.3.1).</summary>
    public ReadOnlySpan<byte> Find(ReadOnlySpan<byte> name)
    {
        for (var index = 0; index < HeaderCount; index++)
        {
            var header = this[index];
            if (Ascii.EqualsIgnoreCase(header.NameBytes, name))
            {
                return header.Value;
            }
        }

        return default;
    }

    public HeaderRows EnumerateRows(HeaderName name) => new(this, name);

    public HeaderValues EnumerateValues(HeaderName name) => new(EnumerateRows(name));

    public void Dispose()
    {
        if (_isInUse)
        {
            _isInUse = false;
            Reset();
            Return();
        }

        GC.SuppressFinalize(this);
    }

    public override string ToString() => Encoding.UTF8.GetString(Bytes);

    internal int IndexOfFirst(HeaderName name) => _firstRows[(int)name] - 1;

    internal int IndexOfNext(HeaderName name, int start)
    {
        for (var index = start; index < HeaderCount; index++)
        {
            if (_headers[index].Name == name)
            {
                return index;
            }
        }

        return -1;
    }

    internal void Load(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _bytes.Length)
        {
            _bytes = new byte[bytes.Length];
        }

        bytes.CopyTo(_bytes);
        _length = bytes.Length;
        _bodyStart = bytes.Length;
        _isInUse = true;
    }

    internal void Add(HeaderField field)
    {
        if (HeaderCount == _headers.Length)
        {
            Array.Resize(ref _headers, _headers.Length * 2);
        }

        _headers[HeaderCount++] = field;
        ref var first = ref _firstRows[(int)field.Name];
        if (first == 0)
        {
            first = (ushort)HeaderCount;
        }
        else
        {
            HasDuplicate |= HeaderNames.IsSingle(field.Name);
        }
    }

    internal void SetBody(int start, int length)
    {
        _bodyStart = start;
        _length = start + length;
    }

    private protected abstract void Return();

    private protected virtual void Reset()
    {
        HeaderCount = 0;
        HasDuplicate = false;
        AsksForSource = false;
        Array.Clear(_firstRows);
        _length = 0;
        _bodyStart = 0;
        if (_bytes.Length > LongestKept)
        {
            _bytes = new byte[UsualLength];
        }
    }

    private ReadOnlySpan<byte> TagOf(HeaderName name) =>
        NameAddress.TryParse(Find(name), out var address) ? address.Tag : default;
}
