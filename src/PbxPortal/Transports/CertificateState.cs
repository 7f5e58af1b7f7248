using System.Collections.Immutable;

namespace PbxPortal.Transports;

/// <summary>What people must know about the certificate that the server shows.</summary>
/// <remarks>Immutable.</remarks>
public sealed record CertificateState
{
    /// <summary>The names and addresses that it is good for.</summary>
    public required ImmutableArray<string> Names { get; init; }

    public required string Issuer { get; init; }

    /// <summary>The last moment at which it is good.</summary>
    public required DateTimeOffset NotAfter { get; init; }

    public required bool IsSelfSigned { get; init; }

    /// <summary>Whether the server made it itself because the settings name none.</summary>
    public required bool IsTrial { get; init; }

    /// <summary>How many certificates are sent beside it.</summary>
    public required int ChainLength { get; init; }

    /// <summary>The file that it came from.</summary>
    public required string File { get; init; }

    public required DateTimeOffset LoadedAt { get; init; }

    /// <summary>Why a renewed file was not taken; empty: nothing is wrong.</summary>
    public string Mistake { get; init; } = "";

    /// <summary>Whether somebody should see to it now: a renewal every two or three months has failed by then.</summary>
    public bool IsExpiringAt(DateTimeOffset now) => NotAfter - now < ServerCertificate.ExpiresSoon;
}
