using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace PbxPortal.Transports;

/// <summary>Reads certificate, chain and key out of PEM files, or says what is wrong with them.</summary>
internal static class CertificateFile
{
    /// <summary>No honest file is larger; nothing else shall be read into memory.</summary>
    private const int LongestFile = 1024 * 1024;

    /// <summary>Reads and checks the files of the settings; <c>null</c> with a sentence when they cannot be used.</summary>
    public static LoadedCertificate? Read(CertificateOptions options, DateTimeOffset now, out string mistake) =>
        TryReadBytes(options.Path, out var certificate, out mistake)
        && TryReadBytes(options.KeyFile, out var key, out mistake)
            ? Parse(options, certificate, key, now, out mistake)
            : null;

    /// <summary>The bytes of a file, for looking whether it has changed as well.</summary>
    public static bool TryReadBytes(string path, out byte[] bytes, out string mistake)
    {
        bytes = [];
        mistake = "";
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
            {
                mistake = $"the file '{path}' does not exist.";
            }
            else
            {
                using var stream = file.OpenRead();
                if (stream.Length > LongestFile)
                {
                    mistake = $"the file '{path}' is too large to be a certificate.";
                }
                else
                {
                    bytes = new byte[stream.Length];
                    stream.ReadExactly(bytes);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            mistake = $"the file '{path}' cannot be read: {exception.Message}";
        }

        return mistake.Length == 0;
    }

    public static LoadedCertificate? Parse(
        CertificateOptions options,
        byte[] certificate,
        byte[] key,
        DateTimeOffset now,
        out string mistake)
    {
        var certificateText = Encoding.UTF8.GetString(certificate);
        var keyText = Encoding.UTF8.GetString(key);
        mistake = MistakeIn(options, certificateText, keyText);
        if (mistake.Length > 0 || !TryCreate(options, certificateText, keyText, out var leaf, out mistake))
        {
            return null;
        }

        if (leaf.NotAfter.ToUniversalTime() <= now.UtcDateTime)
        {
            mistake = string.Create(
                CultureInfo.InvariantCulture, $"the certificate in '{options.Path}' has expired on {leaf.NotAfter.ToUniversalTime():yyyy-MM-dd}.");
            leaf.Dispose();
            return null;
        }

        return WithChain(options, leaf, certificateText, out mistake);
    }

    private static LoadedCertificate? WithChain(CertificateOptions options, X509Certificate2 leaf, string text, out string mistake)
    {
        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(text);
            chain.RemoveAt(0);
            mistake = "";
            return new LoadedCertificate(leaf, chain, isTrial: false);
        }
        catch (Exception exception) when (exception is CryptographicException or AuthenticationException)
        {
            leaf.Dispose();
            mistake = $"the chain in '{options.Path}' cannot be used: {exception.Message}";
            return null;
        }
    }

    private static string MistakeIn(CertificateOptions options, string certificate, string key)
    {
        if (!certificate.Contains("-----BEGIN CERTIFICATE-----", StringComparison.Ordinal))
        {
            return $"the file '{options.Path}' holds no certificate in PEM (-----BEGIN CERTIFICATE-----).";
        }

        if (key.Contains("-----BEGIN ENCRYPTED PRIVATE KEY-----", StringComparison.Ordinal)
            || key.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal))
        {
            return $"the key in '{options.KeyFile}' is locked by a password; write it without one: openssl pkey -in old.pem -out new.pem.";
        }

        return key.Contains("PRIVATE KEY-----", StringComparison.Ordinal)
            ? ""
            : $"the file '{options.KeyFile}' holds no private key in PEM (-----BEGIN PRIVATE KEY-----).";
    }

    private static bool TryCreate(
        CertificateOptions options,
        string certificate,
        string key,
        [NotNullWhen(true)] out X509Certificate2? leaf,
        out string mistake)
    {
        leaf = null;
        mistake = "";
        try
        {
            leaf = ForTls(X509Certificate2.CreateFromPem(certificate, key));
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            mistake = $"the certificate in '{options.Path}' and the key in '{options.KeyFile}' do not belong together, or one is damaged: "
                + exception.Message;
        }

        return leaf is not null;
    }

    /// <summary>Windows takes a key for TLS only from a store or a PKCS #12 file.</summary>
    public static X509Certificate2 ForTls(X509Certificate2 certificate)
    {
        if (!OperatingSystem.IsWindows())
        {
            return certificate;
        }

        using (certificate)
        {
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
        }
    }
}
