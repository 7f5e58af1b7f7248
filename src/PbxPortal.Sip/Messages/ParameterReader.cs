using System.Buffers;

namespace PbxPortal.Sip.Messages;

/// <summary>Walks <c>;name=value</c> parameters of a header value or a URI, without allocating.</summary>
/// <remarks>
/// generic-param = token [ EQUAL gen-value ]; gen-value = token / host / quoted-string (RFC 3261, 25.1). Names and values may
/// hold any byte that does not end them: phones in the field put colons, brackets and slashes there.
/// </remarks>
public ref struct ParameterReader
{
    private static readonly SearchValues<byte> NameEnds = SearchValues.Create(";=,\"<> \t"u8);

    private static readonly SearchValues<byte> ValueEnds = SearchValues.Create(";,\"<> \t"u8);

    private ReadOnlySpan<byte> _unread;

    /// <param name="parameters">Empty, or from the first semicolon on.</param>
    public ParameterReader(ReadOnlySpan<byte> parameters)
    {
        _unread = parameters;
    }

    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>What stands after the equals sign; of a quoted value what stands between the quotes, escapes untouched.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    public bool HasValue { get; private set; }

    public bool IsQuoted { get; private set; }

    /// <summary>Whether <see cref="Read"/> stopped because of a mistake and not at the end.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>Looks one parameter up by name, which is case-insensitive (7.3.1).</summary>
    public static bool TryFind(ReadOnlySpan<byte> parameters, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        var reader = new ParameterReader(parameters);
        while (reader.Read())
        {
            if (Grammar.Matches(reader.Name, name))
            {
                value = reader.Value;
                return true;
            }
        }

        value = default;
        return false;
    }

    internal static bool IsWellFormed(ReadOnlySpan<byte> parameters)
    {
        var reader = new ParameterReader(parameters);
        while (reader.Read())
        {
        }

        return !reader.IsMalformed;
    }

    /// <summary>Steps to the next parameter; <c>false</c> at the end, or when <see cref="IsMalformed"/> is set.</summary>
    public bool Read()
    {
        var rest = _unread.TrimLwsStart();
        if (rest.IsEmpty)
        {
            return false;
        }

        if (rest[0] != (byte)';')
        {
            return Fail();
        }

        rest = rest[1..].TrimLwsStart();
        var length = rest.IndexOfAny(NameEnds);
        Name = length < 0 ? rest : rest[..length];
        rest = rest[Name.Length..].TrimLwsStart();
        return (!Name.IsEmpty && TryReadValue(rest)) || Fail();
    }

    private bool TryReadValue(ReadOnlySpan<byte> rest)
    {
        HasValue = rest.StartsWith((byte)'=');
        IsQuoted = false;
        Value = default;
        if (!HasValue)
        {
            _unread = rest;
            return true;
        }

        rest = rest[1..].TrimLwsStart();
        if (rest.StartsWith((byte)'"'))
        {
            return TryReadQuoted(rest);
        }

        var length = rest.IndexOfAny(ValueEnds);
        Value = length < 0 ? rest : rest[..length];
        _unread = rest[Value.Length..];
        return true;
    }

    private bool TryReadQuoted(ReadOnlySpan<byte> rest)
    {
        var length = Grammar.QuotedLength(rest);
        if (length < 0)
        {
            return false;
        }

        IsQuoted = true;
        Value = rest[1..(length - 1)];
        _unread = rest[length..];
        return true;
    }

    private bool Fail()
    {
        IsMalformed = true;
        _unread = default;
        Name = default;
        Value = default;
        return false;
    }
}
