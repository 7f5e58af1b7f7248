using PbxPortal.Sip.Transport;

namespace PbxPortal.Sip.Messages;

/// <summary>Begins a response to a request: status line, and the header fields that it copies (RFC 3261, 8.2.6.2).</summary>
public static class ResponseWriter
{
    /// <param name="buffer">Where the response goes.</param>
    /// <param name="request">May be one that came with a <see cref="SipParseError"/>: what it lacks is left out.</param>
    /// <param name="source">Where the request came from, for <c>received</c> and <c>rport</c>.</param>
    /// <param name="statusCode">One of <see cref="StatusCode"/>.</param>
    /// <param name="toTag">Added to To when it has no tag; empty for a 100.</param>
    /// <param name="reasonPhrase">Empty for the recommended one.</param>
    public static SipWriter Begin(
        MessageBuffer buffer,
        SipRequest request,
        PeerAddress source,
        int statusCode,
        ReadOnlySpan<byte> toTag,
        ReadOnlySpan<byte> reasonPhrase = default)
    {
        var writer = new SipWriter(buffer).StatusLine(statusCode, reasonPhrase);
        WriteVias(writer, request, source);
        CopyIfPresent(writer, request, HeaderName.From);
        WriteTo(writer, request, toTag);
        CopyIfPresent(writer, request, HeaderName.CallId);
        CopyIfPresent(writer, request, HeaderName.CSeq);
        return writer;
    }

    /// <summary>All Via fields in order, the topmost value with where the request really came from.</summary>
    internal static void WriteVias(SipWriter writer, SipRequest request, in PeerAddress source)
    {
        var isTop = true;
        foreach (var row in request.EnumerateRows(HeaderName.Via))
        {
            writer.StartHeader(HeaderName.Via);
            var rest = row;
            if (isTop)
            {
                WriteTopVia(writer, HeaderValues.Take(ref rest), source);
                writer.Append(rest.IsEmpty ? default : ","u8);
                isTop = false;
            }

            writer.Append(rest).EndHeader();
        }
    }

    /// <summary>
    /// Adds where the request really came from (18.2.1; RFC 3581, 4). A <c>received</c> or <c>rport</c> value that the client
    /// wrote itself is replaced: only the receiver knows.
    /// </summary>
    private static void WriteTopVia(SipWriter writer, ReadOnlySpan<byte> value, in PeerAddress source)
    {
        if (!Via.TryParse(value, out var via))
        {
            writer.Append(value);
            return;
        }

        if (!via.HasReceived && !via.HasRportValue)
        {
            // As every client writes it: the value is copied with the port put in.
            var end = via.HasRport && value.Overlaps(via.RportBytes, out var rport) ? rport + via.RportBytes.Length : value.Length;
            writer.Append(value[..end]);
            if (via.HasRport)
            {
                writer.Append("="u8).Append(source.Port).Append(value[end..]);
            }
        }
        else
        {
            ReplaceParameters(writer, value, via, source);
        }

        if (via.HasRport || !IsAddress(via.Host, source))
        {
            writer.Append(";received="u8).AppendAddress(source);
        }
    }

    private static void ReplaceParameters(SipWriter writer, ReadOnlySpan<byte> value, in Via via, in PeerAddress source)
    {
        writer.Append(value[..^via.Parameters.Length]);
        var parameters = new ParameterReader(via.Parameters);
        while (parameters.Read())
        {
            if (Grammar.Matches(parameters.Name, "rport"u8))
            {
                writer.Append(";rport="u8).Append(source.Port);
            }
            else if (!Grammar.Matches(parameters.Name, "received"u8))
            {
                WriteParameter(writer, parameters);
            }
        }
    }

    private static void WriteParameter(SipWriter writer, in ParameterReader parameter)
    {
        writer.Append(";"u8).Append(parameter.Name);
        if (parameter.HasValue)
        {
            var quote = parameter.IsQuoted ? "\""u8 : default;
            writer.Append("="u8).Append(quote).Append(parameter.Value).Append(quote);
        }
    }

    private static bool IsAddress(ReadOnlySpan<byte> host, in PeerAddress source)
    {
        Span<byte> text = stackalloc byte[PeerAddress.MaxAddressLength];
        return Grammar.Matches(host.TrimStart((byte)'[').TrimEnd((byte)']'), text[..source.FormatAddress(text)]);
    }

    private static void WriteTo(SipWriter writer, SipRequest request, ReadOnlySpan<byte> toTag)
    {
        if (!request.TryFind(HeaderName.To, out var to))
        {
            return;
        }

        writer.StartHeader(HeaderName.To).Append(to);
        if (!toTag.IsEmpty && NameAddress.TryParse(to, out var address) && address.Tag.IsEmpty)
        {
            writer.Append(";tag="u8).Append(toTag);
        }

        writer.EndHeader();
    }

    private static void CopyIfPresent(SipWriter writer, SipRequest request, HeaderName name)
    {
        if (request.TryFind(name, out var value))
        {
            writer.Header(name, value);
        }
    }
}
