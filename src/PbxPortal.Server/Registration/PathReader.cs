using PbxPortal.Sip.Messages;

namespace PbxPortal.Server.Registration;

/// <summary>Reads the Path fields of a REGISTER (RFC 3327): the proxies that requests to the contact shall pass, the nearest to us first.</summary>
internal static class PathReader
{
    /// <summary>It is written into every request to the binding; nobody's way has so many proxies.</summary>
    private const int Longest = 2048;

    /// <summary>Whether it can be kept: path-value = name-addr, and each of them a SIP address.</summary>
    public static bool IsReadable(SipRequest register)
    {
        var length = 0;
        foreach (var value in register.EnumerateValues(HeaderName.Path))
        {
            length += value.Length + 2;
            if (length > Longest
                || !NameAddress.TryParse(value, out var hop)
                || !hop.IsBracketed
                || !SipUri.TryParse(hop.Uri, out var uri)
                || uri.Scheme is not (UriScheme.Sip or UriScheme.Sips))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>All values in order, separated by commas; empty for most.</summary>
    public static TextRange Read(SipRequest register, RequestTexts texts)
    {
        var start = texts.Length;
        foreach (var value in register.EnumerateValues(HeaderName.Path))
        {
            texts.Append(texts.Length == start ? default : ", "u8);
            texts.Append(value);
        }

        return texts.Since(start);
    }

    /// <summary>Whether the request names the same way as what <see cref="Read"/> gave before; without allocation.</summary>
    public static bool IsSame(SipRequest register, ReadOnlySpan<byte> path)
    {
        var isFirst = true;
        foreach (var value in register.EnumerateValues(HeaderName.Path))
        {
            if (!isFirst)
            {
                if (!path.StartsWith(", "u8))
                {
                    return false;
                }

                path = path[2..];
            }

            if (!path.StartsWith(value))
            {
                return false;
            }

            path = path[value.Length..];
            isFirst = false;
        }

        return path.IsEmpty;
    }
}
