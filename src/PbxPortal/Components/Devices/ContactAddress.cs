namespace PbxPortal.Components.Devices;

/// <summary>Compares where a phone says it is with where its packets come from.</summary>
public static class ContactAddress
{
    /// <summary>The host that the contact names when it is not the source: the phone is behind a NAT. Empty otherwise.</summary>
    public static string BehindNat(string source, string contactUri)
    {
        var host = HostOf(contactUri);
        var names = host.Length > 0 && !host.EndsWith(".invalid", StringComparison.OrdinalIgnoreCase);
        return names && !string.Equals(host, HostOf(source), StringComparison.OrdinalIgnoreCase) ? host : "";
    }

    /// <summary>The host of <c>sip:user@host:port;parameters</c> or of <c>host:port</c>, brackets of IPv6 removed.</summary>
    private static string HostOf(string address)
    {
        var end = address.IndexOfAny([';', '?', '>']);
        var hostPort = end >= 0 ? address[..end] : address;
        var at = hostPort.LastIndexOf('@');
        hostPort = at >= 0 ? hostPort[(at + 1)..] : WithoutScheme(hostPort);
        if (hostPort.StartsWith('['))
        {
            return hostPort[1..].Split(']')[0];
        }

        var colon = hostPort.LastIndexOf(':');
        return colon >= 0 ? hostPort[..colon] : hostPort;
    }

    private static string WithoutScheme(string address) =>
        address.StartsWith("sip:", StringComparison.OrdinalIgnoreCase) ? address[4..]
        : address.StartsWith("sips:", StringComparison.OrdinalIgnoreCase) ? address[5..]
        : address;
}
