namespace PbxPortal.Sip.Messages;

/// <summary>One value of a Via header field: the way that the response goes back (RFC 3261, 20.42).</summary>
public readonly ref struct Via
{
    private Via(ReadOnlySpan<byte> transport, ReadOnlySpan<byte> host, int port, ReadOnlySpan<byte> parameters)
    {
        Transport = transport;
        Host = host;
        Port = port;
        Parameters = parameters;
        var reader = new ParameterReader(parameters);
        while (reader.Read())
        {
            switch (reader.Name.Length)
            {
                case 3 when Grammar.Matches(reader.Name, "ttl"u8):
                    Ttl = Grammar.TryParseNumber(reader.Value, out var ttl) && ttl <= byte.MaxValue ? (int)ttl : null;
                    break;
                case 5 when Grammar.Matches(reader.Name, "rport"u8):
                    RportBytes = reader.Name;
                    Rport = Grammar.TryParsePort(reader.Value, out var rport) ? rport : 0;
                    HasRportValue |= reader.HasValue;
                    break;
                case 5 when Grammar.Matches(reader.Name, "maddr"u8):
                    MulticastAddress = reader.Value;
                    break;
                case 6 when Grammar.Matches(reader.Name, "branch"u8):
                    Branch = reader.Value;
                    break;
                case 8 when Grammar.Matches(reader.Name, "received"u8):
                    Received = reader.Value;
                    HasReceived = true;
                    break;
            }
        }

        IsWellFormed = !reader.IsMalformed;
    }

    /// <summary>UDP, TCP, TLS, WS, WSS or another token, as it stands on the wire.</summary>
    public ReadOnlySpan<byte> Transport { get; }

    /// <summary>The host of sent-by; an IPv6 address keeps its brackets.</summary>
    public ReadOnlySpan<byte> Host { get; }

    /// <summary>The port of sent-by; 0 when none is given.</summary>
    public int Port { get; }

    /// <summary>From the first semicolon on.</summary>
    public ReadOnlySpan<byte> Parameters { get; }

    public ReadOnlySpan<byte> Branch { get; }

    public ReadOnlySpan<byte> Received { get; }

    /// <summary>Whether the client asks for the port it is seen with (RFC 3581).</summary>
    public bool HasRport => !RportBytes.IsEmpty;

    /// <summary>The value of <c>rport</c>; 0 when none is given.</summary>
    public int Rport { get; }

    /// <summary>The <c>maddr</c> parameter.</summary>
    public ReadOnlySpan<byte> MulticastAddress { get; }

    public int? Ttl { get; }

    /// <summary>
    /// Whether the branch identifies its transaction (8.1.1.7). The bare cookie does not: every such request would share one
    /// transaction (RFC 4475, 3.2.1).
    /// </summary>
    public bool HasMagicCookie => Branch.Length > 7 && Grammar.Matches(Branch[..7], "z9hG4bK"u8);

    internal bool IsWellFormed { get; }

    /// <summary>The name of the <c>rport</c> parameter as it stands on the wire.</summary>
    internal ReadOnlySpan<byte> RportBytes { get; }

    internal bool HasRportValue { get; }

    internal bool HasReceived { get; }

    /// <summary>via-parm = sent-protocol LWS sent-by *( SEMI via-params ).</summary>
    public static bool TryParse(ReadOnlySpan<byte> value, out Via via) => TryReadSentBy(value, out via) && via.IsWellFormed;

    /// <summary>
    /// Reads what an answer needs, even if the parameters are broken: badinv01 of RFC 4475 is to get its 400 although its
    /// only Via ends in stray semicolons.
    /// </summary>
    internal static bool TryReadSentBy(ReadOnlySpan<byte> value, out Via via)
    {
        via = default;
        if (!TryTakeProtocol(ref value))
        {
            return false;
        }

        value = value.TrimLwsStart();
        var length = value.IndexOfAny(LinearWhiteSpace.Bytes);
        if (length < 0 || !Grammar.IsToken(value[..length]))
        {
            return false;
        }

        var transport = value[..length];
        value = value[length..].TrimLwsStart();
        var semicolon = value.IndexOf((byte)';');
        var sentBy = semicolon < 0 ? value : value[..semicolon];
        if (!Grammar.TrySplitHostPort(sentBy.TrimLwsEnd(), out var host, out var port))
        {
            return false;
        }

        via = new Via(transport, host, port, semicolon < 0 ? default : value[semicolon..]);
        return true;
    }

    /// <summary>sent-protocol = protocol-name SLASH protocol-version SLASH transport; SLASH may stand in white space.</summary>
    private static bool TryTakeProtocol(ref ReadOnlySpan<byte> value)
    {
        var usual = "SIP/2.0/"u8;
        if (value.StartsWith(usual))
        {
            value = value[usual.Length..];
            return true;
        }

        return TryTakeProtocolPart(ref value, out var name)
            && TryTakeProtocolPart(ref value, out var version)
            && Grammar.IsToken(name)
            && Grammar.IsToken(version);
    }

    private static bool TryTakeProtocolPart(ref ReadOnlySpan<byte> value, out ReadOnlySpan<byte> part)
    {
        var slash = value.IndexOf((byte)'/');
        part = slash < 0 ? default : value[..slash].TrimLws();
        value = value[(slash + 1)..];
        return slash > 0;
    }
}
