using System.Buffers.Text;
using System.Text;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Sip.Messages;

/// <summary>Writes one message, line by line, without making strings.</summary>
/// <remarks>
/// A line break inside a value is written as a space, so that no value can start a header field of its own.
/// </remarks>
public readonly struct SipWriter(MessageBuffer buffer)
{
    /// <param name="reasonPhrase">Empty for the recommended one.</param>
    public SipWriter StatusLine(int statusCode, ReadOnlySpan<byte> reasonPhrase = default)
    {
        if (statusCode == StatusCode.Ok && reasonPhrase.IsEmpty)
        {
            Write("SIP/2.0 200 OK\r\n"u8);
            return this;
        }

        Write("SIP/2.0 "u8);
        Append(statusCode);
        Write(" "u8);
        Append(reasonPhrase.IsEmpty ? ReasonPhrase.Of(statusCode) : reasonPhrase);
        Write("\r\n"u8);
        return this;
    }

    public SipWriter RequestLine(ReadOnlySpan<byte> method, ReadOnlySpan<byte> requestUri)
    {
        Append(method);
        Write(" "u8);
        Append(requestUri);
        Write(" SIP/2.0\r\n"u8);
        return this;
    }

    public SipWriter Header(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => StartHeader(name).Append(value).EndHeader();

    public SipWriter Header(HeaderName name, ReadOnlySpan<byte> value) => StartHeader(name).Append(value).EndHeader();

    public SipWriter Header(HeaderName name, string value) => StartHeader(name).Append(value).EndHeader();

    public SipWriter Header(string name, string value)
    {
        Append(name);
        Write(": "u8);
        return Append(value).EndHeader();
    }

    public SipWriter Header(HeaderName name, long value) => StartHeader(name).Append(value).EndHeader();

    /// <summary>Begins a value that is put together from pieces; <see cref="EndHeader"/> closes it.</summary>
    public SipWriter StartHeader(HeaderName name)
    {
        Write(HeaderNames.ToPrefix(name));
        return this;
    }

    public SipWriter StartHeader(ReadOnlySpan<byte> name)
    {
        Append(name);
        Write(": "u8);
        return this;
    }

    public SipWriter Append(ReadOnlySpan<byte> text)
    {
        if (!text.ContainsAny((byte)'\r', (byte)'\n', (byte)0))
        {
            buffer.Write(text);
            return this;
        }

        var target = buffer.GetSpan(text.Length)[..text.Length];
        text.CopyTo(target);
        Sanitize(target);
        buffer.Advance(text.Length);
        return this;
    }

    public SipWriter Append(string text)
    {
        var target = buffer.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        var length = Encoding.UTF8.GetBytes(text, target);
        Sanitize(target[..length]);
        buffer.Advance(length);
        return this;
    }

    public SipWriter Append(long number)
    {
        _ = Utf8Formatter.TryFormat(number, buffer.GetSpan(20), out var length);
        buffer.Advance(length);
        return this;
    }

    /// <summary>Writes an address without its port as a parameter value, so without brackets.</summary>
    public SipWriter AppendAddress(in PeerAddress address)
    {
        buffer.Advance(address.FormatAddress(buffer.GetSpan(PeerAddress.MaxAddressLength)));
        return this;
    }

    public SipWriter EndHeader()
    {
        Write("\r\n"u8);
        return this;
    }

    /// <summary>Ends a message without a body.</summary>
    public void End() => Write("Content-Length: 0\r\n\r\n"u8);

    public void End(ReadOnlySpan<byte> contentType, ReadOnlySpan<byte> body)
    {
        Header(HeaderName.ContentType, contentType);
        Header(HeaderName.ContentLength, body.Length);
        Write("\r\n"u8);
        buffer.Write(body);
    }

    /// <summary>Ends a message with a body of which the type stands in a header field already; its length is always written.</summary>
    public void EndWith(ReadOnlySpan<byte> body)
    {
        Header(HeaderName.ContentLength, body.Length);
        Write("\r\n"u8);
        buffer.Write(body);
    }

    private static void Sanitize(Span<byte> text)
    {
        text.Replace((byte)'\r', (byte)' ');
        text.Replace((byte)'\n', (byte)' ');
        text.Replace((byte)'\0', (byte)' ');
    }

    private void Write(ReadOnlySpan<byte> text) => buffer.Write(text);
}
