namespace PbxPortal.Hosting;

/// <summary>The setting <c>Urls</c>: where browsers find the portal, separated by semicolons.</summary>
internal sealed class PortalUrls
{
    public const string Key = "Urls";

    public string Value { get; set; } = "http://localhost:8080";

    /// <summary>Each address with what was parsed of it; <c>null</c>: it is none.</summary>
    public IEnumerable<(string Text, BindingAddress? Address)> Parse() =>
        from text in Value.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        select (text, Parse(text));

    private static BindingAddress? Parse(string text)
    {
        try
        {
            var address = BindingAddress.Parse(text);
            return address is { IsUnixPipe: false, IsNamedPipe: false, Port: >= 0 and <= 65535, PathBase: "", Scheme: "http" or "https" }
                && !IsAnyPortOfLocalhost(address) ? address : null;
        }
        catch (FormatException)
        {
            return null; // BindingAddress has no TryParse.
        }
    }

    /// <summary>One free port would have to be free in IPv4 and IPv6 alike, which Kestrel does not look for.</summary>
    private static bool IsAnyPortOfLocalhost(BindingAddress address) =>
        address.Port == 0 && string.Equals(address.Host, "localhost", StringComparison.OrdinalIgnoreCase);
}
