using PbxPortal.Sip.Authentication;

namespace PbxPortal.Server.Authentication;

/// <summary>Somebody who is no user and yet has a name and a password here, such as a trunk of the settings.</summary>
public interface IDigestPeer
{
    /// <summary>H(A1) of its password (RFC 7616, 3.4.2).</summary>
    /// <param name="realm">UTF-8.</param>
    /// <param name="ha1">At least <see cref="DigestAlgorithms.HashLength"/> bytes.</param>
    void ComputeHa1(DigestAlgorithm algorithm, ReadOnlySpan<byte> realm, Span<byte> ha1);
}
