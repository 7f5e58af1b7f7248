namespace PbxPortal.Transports;

/// <summary>The <c>Sip:Certificate</c> section of the settings: what the server shows over TLS, to phones and browsers alike.</summary>
internal sealed class CertificateOptions
{
    public const string SectionName = "Sip:Certificate";

    /// <summary>A PEM file with the certificate first and its chain after it; empty: a trial certificate is made.</summary>
    public string Path { get; set; } = "";

    /// <summary>A PEM file with the key; empty: it stands in the file of the certificate.</summary>
    public string KeyPath { get; set; } = "";

    public bool IsTrial => Path.Length == 0;

    /// <summary>Where the key stands.</summary>
    public string KeyFile => KeyPath.Length == 0 ? Path : KeyPath;
}
