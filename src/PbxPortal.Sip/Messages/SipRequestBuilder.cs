using System.Text;

namespace PbxPortal.Sip.Messages;

/// <summary>Puts a request together from strings. For simulated phones and tests, where no message must be cheap.</summary>
public sealed class SipRequestBuilder(string method, string requestUri)
{
    private readonly List<(string Name, string Value)> _headers = [];
    private string _contentType = "";
    private string _body = "";

    public SipRequestBuilder(SipMethod method, string requestUri)
        : this(Encoding.ASCII.GetString(SipMethodNames.ToBytes(method)), requestUri)
    {
    }

    public SipRequestBuilder Header(string name, string value)
    {
        _headers.Add((name, value));
        return this;
    }

    public SipRequestBuilder Header(HeaderName name, string value) =>
        Header(Encoding.ASCII.GetString(HeaderNames.ToBytes(name)), value);

    public SipRequestBuilder Body(string contentType, string body)
    {
        _contentType = contentType;
        _body = body;
        return this;
    }

    /// <summary>The request as it goes on the wire, with its Content-Length.</summary>
    public byte[] ToBytes()
    {
        using var buffer = MessageBuffer.Rent();
        var writer = new SipWriter(buffer)
            .RequestLine(Encoding.UTF8.GetBytes(method), Encoding.UTF8.GetBytes(requestUri));
        foreach (var (name, value) in _headers)
        {
            writer.Header(name, value);
        }

        if (_body.Length == 0)
        {
            writer.End();
        }
        else
        {
            writer.End(Encoding.UTF8.GetBytes(_contentType), Encoding.UTF8.GetBytes(_body));
        }

        return buffer.WrittenSpan.ToArray();
    }
}
