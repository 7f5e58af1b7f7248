using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.Logging;
using PbxPortal.Server.Authentication;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Gateways;
using PbxPortal.Sip.Authentication;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Proxying;

/// <summary>One way to the world outside.</summary>
/// <remarks>Immutable but for what DNS says of its gateway.</remarks>
internal sealed class Trunk : IDigestPeer
{
    private readonly byte[] _incomingUsername;
    private readonly byte[] _incomingPassword;
    private readonly ImmutableArray<AllowedNetwork> _sources;
    private readonly ImmutableArray<string> _prefixes;

    public Trunk(TrunkOptions options, INameResolver resolver, TimeProvider timeProvider, ILogger logger)
    {
        Name = options.Name;
        Domain = options.Domain;
        Username = options.Username;
        Password = options.Password;
        IncomingUsername = options.IncomingUsername;
        _incomingUsername = Encoding.UTF8.GetBytes(options.IncomingUsername);
        _incomingPassword = Encoding.UTF8.GetBytes(options.IncomingPassword);
        _prefixes = [.. options.Prefixes];
        _sources = [.. AddressesOf(options).Select(Parse)];
        if (GatewayUri.TryParse(options.Gateway, out var gateway))
        {
            Gateway = new GatewayLocator(gateway, options.Name, resolver, timeProvider, logger);
        }
    }

    public string Name { get; }

    /// <summary>The name of the domain whose users it is for.</summary>
    public string Domain { get; }

    public string Username { get; }

    public string Password { get; }

    /// <summary>What it proves itself by; empty: by its address alone.</summary>
    public string IncomingUsername { get; }

    /// <summary><c>null</c>: it only brings calls.</summary>
    public GatewayLocator? Gateway { get; }

    public static IEnumerable<string> AddressesOf(TrunkOptions options) =>
        options.Address.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public void ComputeHa1(DigestAlgorithm algorithm, ReadOnlySpan<byte> realm, Span<byte> ha1) =>
        DigestCalculator.ComputeHa1(algorithm, _incomingUsername, realm, _incomingPassword, ha1);

    public bool Sends(in PeerAddress peer)
    {
        foreach (var source in _sources)
        {
            if (source.Contains(peer))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>How many characters of its longest prefix the number begins with; 0: it does not take the number.</summary>
    public int MatchOf(string number)
    {
        var longest = 0;
        foreach (var prefix in _prefixes)
        {
            longest = prefix.Length > longest && number.StartsWith(prefix, StringComparison.Ordinal) ? prefix.Length : longest;
        }

        return longest;
    }

    private static AllowedNetwork Parse(string text) =>
        AllowedNetwork.TryParse(text, out var network, out var mistake) ? network : throw new FormatException(mistake);
}
