using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Gateways;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Proxying;

/// <summary>The trunks of the settings.</summary>
/// <remarks>Immutable.</remarks>
public sealed class TrunkTable(IOptions<TrunksOptions> options, INameResolver resolver, TimeProvider timeProvider, ILogger<TrunkTable> logger)
{
    private readonly ImmutableArray<Trunk> _trunks = [.. options.Value.Trunks.Select(trunk => new Trunk(trunk, resolver, timeProvider, logger))];

    /// <summary>The trunk that sends from there.</summary>
    internal Trunk? FindBySource(in PeerAddress peer)
    {
        foreach (var trunk in _trunks)
        {
            if (trunk.Sends(peer))
            {
                return trunk;
            }
        }

        return null;
    }

    /// <summary>Whether a trunk brings calls for this domain from anywhere, as it proves who it is; <c>null</c>: for any domain.</summary>
    internal bool AnyProvesItself(Domain? domain)
    {
        foreach (var trunk in _trunks)
        {
            if (trunk.IncomingUsername.Length > 0 && (domain is null || IsOf(trunk, domain)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The trunk that proves itself by this name.</summary>
    internal Trunk? FindByIncomingUsername(string username)
    {
        foreach (var trunk in _trunks)
        {
            if (trunk.IncomingUsername.Length > 0 && string.Equals(trunk.IncomingUsername, username, StringComparison.Ordinal))
            {
                return trunk;
            }
        }

        return null;
    }

    /// <summary>The trunk whose gateway is there, as far as is known at this moment.</summary>
    internal (Trunk Trunk, GatewayHop Hop)? FindByGateway(in PeerAddress peer, TransportProtocol protocol)
    {
        foreach (var trunk in _trunks)
        {
            if (trunk.Gateway?.FindAt(peer, protocol) is { } hop)
            {
                return (trunk, hop);
            }
        }

        return null;
    }

    /// <summary>The trunk of that domain with the longest prefix that the number begins with; <c>null</c>: nobody takes it.</summary>
    internal Trunk? FindForNumber(string number, Domain domain)
    {
        Trunk? best = null;
        foreach (var trunk in _trunks)
        {
            if (IsOf(trunk, domain) && trunk.MatchOf(number) > (best?.MatchOf(number) ?? 0))
            {
                best = trunk;
            }
        }

        return best;
    }

    private static bool IsOf(Trunk trunk, Domain domain) => string.Equals(trunk.Domain, domain.Name, StringComparison.OrdinalIgnoreCase);
}
