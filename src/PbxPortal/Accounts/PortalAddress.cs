namespace PbxPortal.Accounts;

/// <summary>The address under which a browser on this machine finds the portal.</summary>
internal static class PortalAddress
{
    private static readonly string[] Wildcards = ["0.0.0.0", "[::]", "*", "+"];

    /// <param name="bound">What the web server listens on; SIP over TCP is among it and looks like HTTP there.</param>
    /// <param name="urls">The setting <c>Urls</c>: its ports tell which of them are the portal.</param>
    public static Uri Choose(IEnumerable<string> bound, string? urls)
    {
        var listening = bound.Select(Parse).OfType<Uri>().ToList();
        var wanted = (urls ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(Parse).OfType<Uri>().ToList();
        return listening.Find(address => wanted.Exists(url => url.Port == address.Port))
            ?? listening.FirstOrDefault()
            ?? wanted.FirstOrDefault()
            ?? new Uri("http://localhost:8080/");
    }

    private static Uri? Parse(string address)
    {
        foreach (var wildcard in Wildcards)
        {
            address = address.Replace($"://{wildcard}", "://localhost", StringComparison.Ordinal);
        }

        return Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri : null;
    }
}
