using System.Buffers;
using System.Net;
using System.Text;

namespace PbxPortal.Sip.Messages;

/// <summary>The rules of RFC 3261, 19.1.4, one method each.</summary>
internal static class SipUriComparison
{
    /// <summary>The "reserved" set of RFC 2396: only there does an escape make a difference.</summary>
    private static readonly SearchValues<byte> Reserved = SearchValues.Create(";/?:@&=+$,"u8);

    /// <summary>visual-separator = "-" / "." / "(" / ")" (RFC 3966, 3).</summary>
    private static readonly SearchValues<byte> VisualSeparators = SearchValues.Create("-.()"u8);

    public static bool AreEqual(in SipUri left, in SipUri right)
    {
        if (left.Text.SequenceEqual(right.Text))
        {
            return true; // The common case: the same phone sends the same bytes again.
        }

        // A SIP and a SIPS URI are never equivalent.
        return left.Scheme == right.Scheme && left.Scheme switch
        {
            UriScheme.Other => false,
            UriScheme.Tel => AreNumbersEqual(left.User, right.User) && AreParametersEqual(left.Parameters, right.Parameters),
            _ => AreSipUrisEqual(left, right),
        };
    }

    private static bool AreSipUrisEqual(in SipUri left, in SipUri right) =>
        left.Port == right.Port
        && left.HasPassword == right.HasPassword
        && AreTextsEqual(left.User, right.User, ignoreCase: false)
        && AreTextsEqual(left.Password, right.Password, ignoreCase: false)
        && AreHostsEqual(left.Host, right.Host)
        && AreParametersEqual(left.Parameters, right.Parameters)
        && AreHeadersEqual(left.Headers, right.Headers);

    /// <summary>Two spellings of one IPv6 address are equal (RFC 5954, 4.2); a name never equals an address.</summary>
    private static bool AreHostsEqual(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) =>
        Ascii.EqualsIgnoreCase(left, right)
        || (left.StartsWith((byte)'[')
            && right.StartsWith((byte)'[')
            && IPAddress.TryParse(left, out var leftAddress)
            && IPAddress.TryParse(right, out var rightAddress)
            && leftAddress.Equals(rightAddress));

    /// <summary>A global number equals itself however it is grouped for the eye (RFC 3966, 4).</summary>
    private static bool AreNumbersEqual(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        while (true)
        {
            left = SkipVisualSeparators(left);
            right = SkipVisualSeparators(right);
            if (left.IsEmpty || right.IsEmpty)
            {
                return left.IsEmpty && right.IsEmpty;
            }

            if (!Ascii.EqualsIgnoreCase(left[..1], right[..1]))
            {
                return false;
            }

            left = left[1..];
            right = right[1..];
        }
    }

    private static ReadOnlySpan<byte> SkipVisualSeparators(ReadOnlySpan<byte> number)
    {
        var length = number.IndexOfAnyExcept(VisualSeparators);
        return length < 0 ? default : number[length..];
    }

    private static bool AreParametersEqual(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) =>
        MatchesParametersOf(left, right) && MatchesParametersOf(right, left);

    private static bool MatchesParametersOf(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var parameters = new ParameterReader(left);
        while (parameters.Read())
        {
            var isInBoth = TryFindParameter(right, parameters.Name, out var value);
            if (isInBoth ? !AreTextsEqual(parameters.Value, value, ignoreCase: true) : MustBeInBoth(parameters.Name))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryFindParameter(
        ReadOnlySpan<byte> parameters,
        ReadOnlySpan<byte> name,
        out ReadOnlySpan<byte> value)
    {
        var reader = new ParameterReader(parameters);
        while (reader.Read())
        {
            if (AreTextsEqual(reader.Name, name, ignoreCase: true))
            {
                value = reader.Value;
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>
    /// A user, ttl, method or maddr parameter in only one URI never matches; nor does transport, which is in the list of
    /// components with a default and in the examples of that section.
    /// </summary>
    private static bool MustBeInBoth(ReadOnlySpan<byte> name) =>
        AreTextsEqual(name, "transport"u8, ignoreCase: true)
        || AreTextsEqual(name, "user"u8, ignoreCase: true)
        || AreTextsEqual(name, "ttl"u8, ignoreCase: true)
        || AreTextsEqual(name, "method"u8, ignoreCase: true)
        || AreTextsEqual(name, "maddr"u8, ignoreCase: true);

    /// <summary>Header components are never ignored; their order does not count.</summary>
    private static bool AreHeadersEqual(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) =>
        left.Count((byte)'&') == right.Count((byte)'&') && HasHeadersOf(left, right) && HasHeadersOf(right, left);

    private static bool HasHeadersOf(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        while (!left.IsEmpty)
        {
            if (!HasHeader(right, TakeHeader(ref left)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool HasHeader(ReadOnlySpan<byte> headers, ReadOnlySpan<byte> wanted)
    {
        var wantedName = NameOf(wanted);
        while (!headers.IsEmpty)
        {
            var header = TakeHeader(ref headers);
            var name = NameOf(header);
            if (AreTextsEqual(name, wantedName, ignoreCase: true)
                && AreTextsEqual(header[name.Length..], wanted[wantedName.Length..], ignoreCase: false))
            {
                return true;
            }
        }

        return false;
    }

    private static ReadOnlySpan<byte> TakeHeader(ref ReadOnlySpan<byte> headers)
    {
        var ampersand = headers.IndexOf((byte)'&');
        var header = ampersand < 0 ? headers : headers[..ampersand];
        headers = ampersand < 0 ? default : headers[(ampersand + 1)..];
        return header;
    }

    private static ReadOnlySpan<byte> NameOf(ReadOnlySpan<byte> header)
    {
        var equals = header.IndexOf((byte)'=');
        return equals < 0 ? header : header[..equals];
    }

    private static int Fold(byte letter) => letter is >= (byte)'A' and <= (byte)'Z' ? letter | 0x20 : letter;

    /// <summary>Characters outside the reserved set are equivalent to their escaped form.</summary>
    private static bool AreTextsEqual(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, bool ignoreCase)
    {
        while (!left.IsEmpty && !right.IsEmpty)
        {
            var a = UriEscape.Take(ref left, out var isAEscaped);
            var b = UriEscape.Take(ref right, out var isBEscaped);
            if ((ignoreCase ? Fold(a) != Fold(b) : a != b) || (isAEscaped != isBEscaped && Reserved.Contains(a)))
            {
                return false;
            }
        }

        return left.IsEmpty && right.IsEmpty;
    }
}
