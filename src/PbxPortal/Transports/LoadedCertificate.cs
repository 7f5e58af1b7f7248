using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace PbxPortal.Transports;

/// <summary>A certificate with its chain and key, ready for handshakes.</summary>
/// <remarks>Immutable. One that is replaced is not disposed, for handshakes with it may be under way.</remarks>
internal sealed class LoadedCertificate(X509Certificate2 leaf, X509Certificate2Collection chain, bool isTrial) : IDisposable
{
    public X509Certificate2 Leaf => leaf;

    public bool IsTrial => isTrial;

    /// <summary>How many certificates are sent beside our own.</summary>
    public int ChainLength => chain.Count;

    /// <summary>For SIP over TLS: no application protocol, as phones offer none.</summary>
    public SslServerAuthenticationOptions ForPhones { get; } = OptionsOf(leaf, chain);

    /// <summary>For the portal.</summary>
    public SslServerAuthenticationOptions ForBrowsers { get; } = WithProtocols(
        OptionsOf(leaf, chain), [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11]);

    public bool IsSelfSigned => leaf.SubjectName.RawData.AsSpan().SequenceEqual(leaf.IssuerName.RawData);

    public void Dispose() => leaf.Dispose();

    /// <summary>Offline: a start without a network must not wait for what the certificate points to.</summary>
    private static SslServerAuthenticationOptions OptionsOf(X509Certificate2 leaf, X509Certificate2Collection chain) => new()
    {
        ServerCertificateContext = SslStreamCertificateContext.Create(leaf, chain, offline: true),
#pragma warning disable CA5398 // The older ones that a system may still allow are not to be had here (RFC 8996).
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
#pragma warning restore CA5398
        AllowRenegotiation = false,
        ClientCertificateRequired = false,
    };

    private static SslServerAuthenticationOptions WithProtocols(SslServerAuthenticationOptions options, List<SslApplicationProtocol> protocols)
    {
        options.ApplicationProtocols = protocols;
        return options;
    }
}
