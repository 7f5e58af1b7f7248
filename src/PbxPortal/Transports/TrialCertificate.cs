using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using PbxPortal.Server;
using PbxPortal.Storage;

namespace PbxPortal.Transports;

/// <summary>
/// A certificate that nobody has signed, so that TLS can be tried before there is a real one. Kept beside the database, so that a
/// phone or browser that was told to trust it still does after a restart.
/// </summary>
/// <remarks>Used at the start and by the certificate's loop, never at once.</remarks>
internal sealed class TrialCertificate(
    IOptions<SipOptions> sip,
    IOptions<StorageOptions> storage,
    TimeProvider timeProvider)
{
    private const int Days = 397;

    public string File { get; } = Path.Combine(
        Path.GetDirectoryName(Path.GetFullPath(storage.Value.Path)) ?? "", "trial-certificate.pem");

    /// <summary>The one of an earlier start, if it is still good for the names in the settings; else a new one.</summary>
    /// <exception cref="InvalidDataException">The new one cannot be written.</exception>
    public LoadedCertificate LoadOrCreate()
    {
        var names = Names().ToList();
        var earlier = Load();
        if (earlier is not null && IsGood(earlier, names))
        {
            return new LoadedCertificate(earlier, [], isTrial: true);
        }

        earlier?.Dispose();
        var created = Create(names);
        SaveOrSay(created);
        return new LoadedCertificate(CertificateFile.ForTls(created), [], isTrial: true);
    }

    private bool IsGood(X509Certificate2 certificate, List<string> names) =>
        certificate.NotAfter.ToUniversalTime() - timeProvider.GetUtcNow().UtcDateTime > ServerCertificate.ExpiresSoon
        && CertificateNames.Of(certificate).ToHashSet(StringComparer.OrdinalIgnoreCase).IsSupersetOf(names);

    /// <summary>The domain that phones are told, and the addresses that the settings name.</summary>
    private IEnumerable<string> Names() =>
        sip.Value.OwnAddresses
            .Concat(sip.Value.ListenEndPoints().Select(endPoint => endPoint.Address)
                .Where(address => !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any))
                .Select(address => address.ToString()))
            .Prepend(sip.Value.DefaultDomain.ToLowerInvariant())
            .Concat(["localhost", "127.0.0.1", "::1"])
            .Select(name => IPAddress.TryParse(name, out var address) ? address.ToString() : name)
            .Distinct(StringComparer.OrdinalIgnoreCase);

    private X509Certificate2? Load()
    {
        if (!CertificateFile.TryReadBytes(File, out var bytes, out _))
        {
            return null;
        }

        try
        {
            var text = System.Text.Encoding.ASCII.GetString(bytes);
            return CertificateFile.ForTls(X509Certificate2.CreateFromPem(text, text));
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            return null; // Whatever it is, a new one takes its place.
        }
    }

    /// <summary>RSA, for old phones know no other key.</summary>
    private X509Certificate2 Create(List<string> names)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={names[0]}, O=PbxPortal trial", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var alternative = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address))
            {
                alternative.AddIpAddress(address);
            }
            else
            {
                alternative.AddDnsName(name);
            }
        }

        request.CertificateExtensions.Add(alternative.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false)); // Server authentication.
        var now = timeProvider.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(Days));
    }

    private void SaveOrSay(X509Certificate2 certificate)
    {
        try
        {
            Save(certificate);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"The trial certificate cannot be written to '{File}'", exception);
        }
    }

    /// <summary>The key is for the owner's eyes only.</summary>
    private void Save(X509Certificate2 certificate)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        using var key = certificate.GetRSAPrivateKey()!;
        var text = $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n";
        System.IO.File.Delete(File);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var writer = new StreamWriter(File, System.Text.Encoding.ASCII, options);
        writer.Write(text);
    }
}
