namespace PbxPortal.Sip.Messages;

/// <summary>Enumerates the rows of one header field in wire order, unsplit.</summary>
public ref struct HeaderRows
{
    private readonly SipMessage _message;
    private readonly HeaderName _name;
    private int _index;

    internal HeaderRows(SipMessage message, HeaderName name)
    {
        _message = message;
        _name = name;
        _index = -1;
    }

    public readonly ReadOnlySpan<byte> Current => _message[_index].Value;

    public readonly HeaderRows GetEnumerator() => this;

    public bool MoveNext()
    {
        _index = _index < 0 ? _message.IndexOfFirst(_name) : _message.IndexOfNext(_name, _index + 1);
        if (_index >= 0)
        {
            return true;
        }

        _index = _message.HeaderCount;
        return false;
    }
}
