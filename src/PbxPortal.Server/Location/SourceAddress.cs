namespace PbxPortal.Server.Location;

/// <summary>Reads the text in which a binding keeps where its REGISTER came from, <c>203.0.113.7:5062</c>.</summary>
internal static class SourceAddress
{
    /// <summary>The address without the port: a NAT gives a phone new ports, another address means that it moved.</summary>
    public static ReadOnlySpan<char> HostOf(string source) => source.AsSpan(0, Math.Max(source.LastIndexOf(':'), 0));

    public static bool HaveSameHost(string left, string right) => HostOf(left).SequenceEqual(HostOf(right));
}
