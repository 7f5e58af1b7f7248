namespace PbxPortal.Sip.Transport;

/// <summary>The kinds of <see cref="StreamFrame"/>.</summary>
internal enum StreamFrameKind : byte
{
    /// <summary>More bytes are needed.</summary>
    Incomplete,
    Message,

    /// <summary>A double line break, which asks for a single one (RFC 5626, 3.5.1).</summary>
    Ping,

    /// <summary>Where the next message starts is not known any more: the connection has to end.</summary>
    Malformed,
}
