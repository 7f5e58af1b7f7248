using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PbxPortal.Tests.Transports;

/// <summary>An authority, one below it, and certificates that the latter signs; made anew for each test, and trusted by nobody else.</summary>
internal sealed class TestCertificates : IDisposable
{
    private static readonly DateTimeOffset From = DateTimeOffset.UnixEpoch.AddYears(50);
    private static readonly DateTimeOffset To = DateTimeOffset.UnixEpoch.AddYears(80);

    private readonly ECDsa _authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _intermediateKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _intermediate;
    private byte _serial = 1;

    public TestCertificates()
    {
        var authority = RequestOf("Test authority", _authorityKey, isAuthority: true);
        Authority = authority.CreateSelfSigned(From, To);
        var intermediate = RequestOf("Test intermediate", _intermediateKey, isAuthority: true);
        using var signed = intermediate.Create(Authority, From, To, [_serial++]);
        _intermediate = signed.CopyWithPrivateKey(_intermediateKey);
    }

    /// <summary>What a phone must trust.</summary>
    public X509Certificate2 Authority { get; }

    public string IntermediateThumbprint => _intermediate.Thumbprint;

    /// <summary>A certificate with its chain, and its key.</summary>
    public (string Certificate, string Key) Create(string name, DateTimeOffset? notAfter = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = RequestOf(name, key, isAuthority: false);
        var alternative = new SubjectAlternativeNameBuilder();
        alternative.AddDnsName(name);
        alternative.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(alternative.Build());
        using var certificate = request.Create(_intermediate, From, notAfter ?? To, [_serial++]);
        return ($"{certificate.ExportCertificatePem()}\n{_intermediate.ExportCertificatePem()}\n", key.ExportPkcs8PrivateKeyPem());
    }

    public void Dispose()
    {
        Authority.Dispose();
        _intermediate.Dispose();
        _authorityKey.Dispose();
        _intermediateKey.Dispose();
    }

    private static CertificateRequest RequestOf(string name, ECDsa key, bool isAuthority)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, hasPathLengthConstraint: false, 0, critical: true));
        return request;
    }
}
