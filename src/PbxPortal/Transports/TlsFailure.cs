namespace PbxPortal.Transports;

/// <summary>Turns what the TLS library says of a failed handshake into what an administrator can act on.</summary>
internal static class TlsFailure
{
    private static readonly (string[] Signs, string Text)[] Known =
    [
        (["alert unknown ca", "unknown_ca"], "it does not know who signed our certificate"),
        (["alert certificate expired"], "it says that our certificate has expired; is its clock right?"),
        (["alert certificate unknown", "alert bad certificate", "alert unsupported certificate"], "it does not accept our certificate"),
        (["alert protocol version", "unsupported protocol", "wrong ssl version", "version too low"], "it offers no TLS 1.2 or newer"),
        (["no shared cipher", "no suitable", "alert handshake failure"], "it offers no cipher that we have"),
        (["frame size", "corrupted frame", "wrong version number", "http request"], "it does not speak TLS"),
        (["unexpected eof", "unexpected end", "0 bytes from the transport", "reset by peer", "connection reset", "was aborted"], "it hung up in the middle"),
    ];

    public static string Describe(Exception exception)
    {
        var messages = MessagesOf(exception).ToList();
        foreach (var (signs, text) in Known)
        {
            if (messages.Exists(message => Array.Exists(signs, sign => message.Contains(sign, StringComparison.OrdinalIgnoreCase))))
            {
                return text;
            }
        }

        return messages[^1].TrimEnd('.');
    }

    private static IEnumerable<string> MessagesOf(Exception exception)
    {
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            yield return inner.Message;
        }
    }
}
