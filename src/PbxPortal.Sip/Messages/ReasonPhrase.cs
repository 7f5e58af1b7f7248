namespace PbxPortal.Sip.Messages;

/// <summary>The recommended reason phrase of each <see cref="StatusCode"/> (RFC 3261, 21).</summary>
public static class ReasonPhrase
{
    public static ReadOnlySpan<byte> Of(int statusCode) => statusCode switch
    {
        < 300 => OfSuccess(statusCode),
        < 400 => OfRedirection(statusCode),
        < 500 => OfRequestFailure(statusCode),
        _ => OfServerOrGlobalFailure(statusCode),
    };

    private static ReadOnlySpan<byte> OfSuccess(int statusCode) => statusCode switch
    {
        StatusCode.Trying => "Trying"u8,
        StatusCode.Ringing => "Ringing"u8,
        StatusCode.CallIsBeingForwarded => "Call Is Being Forwarded"u8,
        StatusCode.Queued => "Queued"u8,
        StatusCode.EarlyDialogTerminated => "Early Dialog Terminated"u8,
        StatusCode.Accepted => "Accepted"u8,
        < 200 => "Session Progress"u8,
        _ => "OK"u8,
    };

    private static ReadOnlySpan<byte> OfRedirection(int statusCode) => statusCode switch
    {
        StatusCode.MovedPermanently => "Moved Permanently"u8,
        StatusCode.MovedTemporarily => "Moved Temporarily"u8,
        StatusCode.UseProxy => "Use Proxy"u8,
        _ => "Multiple Choices"u8,
    };

    private static ReadOnlySpan<byte> OfRequestFailure(int statusCode) => statusCode switch
    {
        StatusCode.Unauthorized => "Unauthorized"u8,
        StatusCode.Forbidden => "Forbidden"u8,
        StatusCode.NotFound => "Not Found"u8,
        StatusCode.MethodNotAllowed => "Method Not Allowed"u8,
        StatusCode.NotAcceptable => "Not Acceptable"u8,
        StatusCode.ProxyAuthenticationRequired => "Proxy Authentication Required"u8,
        StatusCode.RequestTimeout => "Request Timeout"u8,
        StatusCode.Gone => "Gone"u8,
        StatusCode.ConditionalRequestFailed => "Conditional Request Failed"u8,
        StatusCode.RequestEntityTooLarge => "Request Entity Too Large"u8,
        StatusCode.RequestUriTooLong => "Request-URI Too Long"u8,
        StatusCode.UnsupportedMediaType => "Unsupported Media Type"u8,
        StatusCode.UnsupportedUriScheme => "Unsupported URI Scheme"u8,
        StatusCode.BadExtension => "Bad Extension"u8,
        StatusCode.ExtensionRequired => "Extension Required"u8,
        StatusCode.SessionIntervalTooSmall => "Session Interval Too Small"u8,
        StatusCode.IntervalTooBrief => "Interval Too Brief"u8,
        StatusCode.FlowFailed => "Flow Failed"u8,
        StatusCode.FirstHopLacksOutboundSupport => "First Hop Lacks Outbound Support"u8,
        StatusCode.MaxBreadthExceeded => "Max-Breadth Exceeded"u8,
        StatusCode.TemporarilyUnavailable => "Temporarily Unavailable"u8,
        StatusCode.CallOrTransactionDoesNotExist => "Call/Transaction Does Not Exist"u8,
        StatusCode.LoopDetected => "Loop Detected"u8,
        StatusCode.TooManyHops => "Too Many Hops"u8,
        StatusCode.AddressIncomplete => "Address Incomplete"u8,
        StatusCode.Ambiguous => "Ambiguous"u8,
        StatusCode.BusyHere => "Busy Here"u8,
        StatusCode.RequestTerminated => "Request Terminated"u8,
        StatusCode.NotAcceptableHere => "Not Acceptable Here"u8,
        StatusCode.BadEvent => "Bad Event"u8,
        StatusCode.RequestPending => "Request Pending"u8,
        StatusCode.Undecipherable => "Undecipherable"u8,
        _ => "Bad Request"u8,
    };

    private static ReadOnlySpan<byte> OfServerOrGlobalFailure(int statusCode) => statusCode switch
    {
        StatusCode.NotImplemented => "Not Implemented"u8,
        StatusCode.BadGateway => "Bad Gateway"u8,
        StatusCode.ServiceUnavailable => "Service Unavailable"u8,
        StatusCode.ServerTimeout => "Server Time-out"u8,
        StatusCode.VersionNotSupported => "Version Not Supported"u8,
        StatusCode.MessageTooLarge => "Message Too Large"u8,
        < 600 => "Server Internal Error"u8,
        StatusCode.BusyEverywhere => "Busy Everywhere"u8,
        StatusCode.Decline => "Decline"u8,
        StatusCode.DoesNotExistAnywhere => "Does Not Exist Anywhere"u8,
        _ => "Not Acceptable"u8,
    };
}
