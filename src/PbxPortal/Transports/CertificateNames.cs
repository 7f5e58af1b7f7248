using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;

namespace PbxPortal.Transports;

/// <summary>Reads the names and addresses that a certificate is good for (RFC 5922, 7.1).</summary>
internal static class CertificateNames
{
    public static ImmutableArray<string> Of(X509Certificate2 certificate)
    {
        var alternative = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        ImmutableArray<string> names = alternative is null
            ? []
            : [.. alternative.EnumerateDnsNames(), .. alternative.EnumerateIPAddresses().Select(address => address.ToString())];
        return names.IsEmpty ? [certificate.GetNameInfo(X509NameType.DnsName, forIssuer: false)] : names;
    }
}
