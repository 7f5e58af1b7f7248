namespace PbxPortal.Hosting;

/// <summary>The part of the section <c>Portal</c> that says who stands before the portal. Read once, at start.</summary>
internal sealed class ProxyOptions
{
    public const string SectionName = "Portal";

    /// <summary>
    /// Addresses or networks of reverse proxies that are ours, as <c>192.0.2.5</c> or <c>10.1.0.0/24</c>. What they say in X-Forwarded-For and
    /// X-Forwarded-Proto is believed, and what anybody else says there is not. Empty: nobody is believed.
    /// </summary>
    public IList<string> TrustedProxies { get; init; } = [];
}
