using System.Buffers;

namespace PbxPortal.Sip.Messages;

/// <summary>Enumerates all values of one header field: every row, split at its commas (RFC 3261, 7.3.1).</summary>
/// <remarks>
/// Commas in quotes and in angle brackets do not split. Date, and the challenges and credentials of 22, are no lists although
/// they hold commas: read those with <see cref="HeaderRows"/>.
/// </remarks>
public ref struct HeaderValues
{
    private static readonly SearchValues<byte> Delimiters = SearchValues.Create(",\"<"u8);

    private HeaderRows _rows;
    private ReadOnlySpan<byte> _unread;

    internal HeaderValues(HeaderRows rows)
    {
        _rows = rows;
    }

    public ReadOnlySpan<byte> Current { get; private set; }

    public readonly HeaderValues GetEnumerator() => this;

    public bool MoveNext()
    {
        do
        {
            while (_unread.IsEmpty)
            {
                if (!_rows.MoveNext())
                {
                    return false;
                }

                _unread = _rows.Current;
            }

            Current = Take(ref _unread);
        }
        while (Current.IsEmpty);

        return true;
    }

    /// <summary>The values of one row that is kept, split as the enumeration would.</summary>
    public static IReadOnlyList<byte[]> Split(ReadOnlySpan<byte> row)
    {
        var values = new List<byte[]>();
        while (!row.IsEmpty)
        {
            var value = Take(ref row);
            if (!value.IsEmpty)
            {
                values.Add(value.ToArray());
            }
        }

        return values;
    }

    /// <summary>Takes the first value of a row off, with its comma.</summary>
    internal static ReadOnlySpan<byte> Take(scoped ref ReadOnlySpan<byte> row)
    {
        var end = LengthOfFirst(row);
        var value = row[..end].TrimLws();
        row = end < row.Length ? row[(end + 1)..] : default;
        return value;
    }

    private static int LengthOfFirst(ReadOnlySpan<byte> row)
    {
        var position = 0;
        while (true)
        {
            var offset = row[position..].IndexOfAny(Delimiters);
            if (offset < 0)
            {
                return row.Length;
            }

            position += offset;
            if (row[position] == (byte)',')
            {
                return position;
            }

            var length = row[position] == (byte)'"'
                ? Grammar.QuotedLength(row[position..])
                : row[position..].IndexOf((byte)'>') + 1;
            if (length <= 0)
            {
                return row.Length; // What is not closed swallows the rest; the typed header will refuse it.
            }

            position += length;
        }
    }
}
