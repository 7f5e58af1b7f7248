namespace PbxPortal.Transports;

/// <summary>The <c>Sip:WebSocket</c> section of the settings. Read once, at start.</summary>
internal sealed class WebSocketOptions
{
    public const string SectionName = "Sip:WebSocket";

    /// <summary>
    /// The sites whose pages may open a SIP WebSocket, for example <c>https://phone.example.com</c>. Empty: all, for every request
    /// proves a password of its own and nothing that the browser keeps counts; programs, which name no site, always may.
    /// </summary>
    public IList<string> AllowedOrigins { get; init; } = [];
}
