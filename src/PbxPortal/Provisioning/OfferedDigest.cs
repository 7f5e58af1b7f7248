using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using PbxPortal.Administration;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Registration;
using PbxPortal.Sip.Authentication;

namespace PbxPortal.Provisioning;

/// <summary>Which algorithm a phone is told to answer a domain's challenges with.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class OfferedDigest(IOptions<RegistrarOptions> options)
{
    private readonly ImmutableArray<DigestAlgorithm> _settings =
        [.. options.Value.DigestAlgorithms.Select(word => AlgorithmWord.TryParse(word, out var algorithm) ? algorithm : throw new FormatException(word))];

    /// <summary>The strongest that apps know; <c>null</c>: the domain offers none of those.</summary>
    public DigestAlgorithm? For(Domain domain)
    {
        var offered = domain.DigestAlgorithms.IsEmpty ? _settings : domain.DigestAlgorithms;
        if (offered.IsEmpty || offered.Contains(DigestAlgorithm.Sha256))
        {
            return DigestAlgorithm.Sha256;
        }

        return offered.Contains(DigestAlgorithm.Md5) ? DigestAlgorithm.Md5 : null;
    }
}
