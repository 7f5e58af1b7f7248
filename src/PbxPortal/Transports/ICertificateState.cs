namespace PbxPortal.Transports;

/// <summary>The certificate as pages see it.</summary>
public interface ICertificateState
{
    /// <summary>Raised on any thread when <see cref="Certificate"/> has changed.</summary>
    event Action? Changed;

    /// <summary><c>null</c>: nothing listens with TLS, so that none is needed.</summary>
    CertificateState? Certificate { get; }
}
