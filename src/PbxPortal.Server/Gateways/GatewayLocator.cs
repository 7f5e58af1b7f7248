using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Gateways;

/// <summary>Knows where the gateway of a trunk is: by its address, or by what DNS says of its name (RFC 3263, 4).</summary>
/// <remarks>
/// <para>DNS is asked on threads of its own, beforehand and when an answer is as old as it may become; calls that come meanwhile wait for the
/// one question. When it cannot be asked the last answer holds on.</para>
/// <para>NAPTR records are not asked for: the transport stands in the settings, and where it does not, the SRV records of UDP and then TCP
/// decide, as 4.1 has it without NAPTR. TLS is never guessed, nor left.</para>
/// <para>Thread-safe: one immutable answer, replaced whole, and a lock around the question.</para>
/// </remarks>
internal sealed partial class GatewayLocator
{
    /// <summary>A call does not wait longer.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>After a failure DNS is let alone so long.</summary>
    internal static readonly TimeSpan FailureTime = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly GatewayUri _uri;
    private readonly string _trunk;
    private readonly INameResolver _resolver;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private volatile Answer? _answer; // Volatile: written by whoever asked, read by every call.
    private Task? _asking;

    /// <param name="trunk">Its name, for the log.</param>
    public GatewayLocator(GatewayUri uri, string trunk, INameResolver resolver, TimeProvider timeProvider, ILogger logger)
    {
        (_uri, _trunk, _resolver, _timeProvider, _logger) = (uri, trunk, resolver, timeProvider, logger);
        if (uri.Address is { } address)
        {
            var transport = uri.Transport ?? TransportProtocol.Udp;
            _answer = new Answer([new GatewayService(0, 0, [HopOf(transport, address, uri.Port)])], AskedAt: 0, Timeout.InfiniteTimeSpan, "");
        }
        else
        {
            _ = AskOnce();
        }
    }

    /// <summary>Host and port as a Request-URI has them.</summary>
    public string HostPort => _uri.HostPort;

    /// <summary>Where to send the next call, in the order to try; none, and why.</summary>
    public async ValueTask<(ImmutableArray<GatewayHop> Hops, string Failure)> FindAsync()
    {
        if (_answer is not { } answer || !IsFresh(answer))
        {
            await AskOnce();
            answer = _answer!;
        }

        return (ServiceOrder.Of(answer.Services, RandomNumberGenerator.GetInt32), answer.Failure);
    }

    /// <summary>How the gateway is reached at this address, as far as is known at this moment; <c>null</c>: it is not there.</summary>
    public GatewayHop? FindAt(in PeerAddress peer, TransportProtocol protocol)
    {
        foreach (var service in _answer?.Services ?? [])
        {
            foreach (var hop in service.Hops)
            {
                if (hop.Peer == peer && hop.Protocol == protocol)
                {
                    return hop;
                }
            }
        }

        return null;
    }

    private bool IsFresh(Answer answer) =>
        answer.HoldsFor == Timeout.InfiniteTimeSpan || _timeProvider.GetElapsedTime(answer.AskedAt) <= answer.HoldsFor;

    private Task AskOnce()
    {
        lock (_gate)
        {
            return _answer is { } answer && IsFresh(answer) ? Task.CompletedTask : _asking ??= AskAsync();
        }
    }

    private async Task AskAsync()
    {
        await Task.Yield(); // Neither the thread that receives nor the lock above is kept while a resolver prepares its question.
        using var patience = new CancellationTokenSource(Patience, _timeProvider);
        var (services, timeToLive, failure) = (ImmutableArray<GatewayService>.Empty, TimeSpan.Zero, "");
        try
        {
            (services, timeToLive, failure) = await LookUpAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            failure = "DNS did not answer in time";
        }
#pragma warning disable CA1031 // Whatever a resolver throws: calls wait for the end of this, and get the last answer.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogFailed(_logger, exception, _uri, _trunk);
            failure = "DNS could not be asked";
        }

        var now = _timeProvider.GetTimestamp();
        var known = _answer?.Services ?? [];
        if (services.IsEmpty)
        {
            LogNotFound(_logger, _uri, _trunk, failure, known.IsEmpty ? "calls by it fail" : "its last addresses are used");
        }

        var holdsFor = services.IsEmpty ? FailureTime : TimeSpan.FromTicks(Math.Clamp(timeToLive.Ticks, Shortest.Ticks, Longest.Ticks));
        _answer = new Answer(services.IsEmpty ? known : services, now, holdsFor, failure);
        lock (_gate)
        {
            _asking = null;
        }
    }

    /// <summary>4.1 and 4.2: with a port it is a matter of addresses; otherwise SRV says where, and how if that is not said.</summary>
    private async Task<(ImmutableArray<GatewayService> Services, TimeSpan TimeToLive, string Failure)> LookUpAsync(CancellationToken cancellationToken)
    {
        TransportProtocol[] transports = _uri.Transport is { } said ? [said] : [TransportProtocol.Udp, TransportProtocol.Tcp];
        foreach (var transport in _uri.Port == 0 ? transports : [])
        {
            var records = await _resolver.FindServicesAsync(ServiceOf(transport) + _uri.Host, cancellationToken);
            if (!records.Records.IsEmpty)
            {
                return await LookUpAsync(records, transport, cancellationToken);
            }
        }

        var addresses = await _resolver.FindAddressesAsync(_uri.Host, cancellationToken);
        return addresses.Records.IsEmpty
            ? ([], TimeSpan.Zero, addresses.Failure.Length > 0 ? addresses.Failure : "DNS knows no address for it")
            : ([new GatewayService(0, 0, [.. addresses.Records.Select(address => HopOf(transports[0], address, _uri.Port))])], addresses.TimeToLive, "");
    }

    private async Task<(ImmutableArray<GatewayService> Services, TimeSpan TimeToLive, string Failure)> LookUpAsync(
        DnsAnswer<ServiceRecord> records, TransportProtocol transport, CancellationToken cancellationToken)
    {
        var found = await Task.WhenAll(records.Records
            .Where(record => record.Target.Length > 0)
            .Select(async record => (record, Addresses: await _resolver.FindAddressesAsync(record.Target, cancellationToken))));
        ImmutableArray<GatewayService> services =
        [
            .. from service in found
               where !service.Addresses.Records.IsEmpty
               select new GatewayService(
                   service.record.Priority,
                   service.record.Weight,
                   [.. service.Addresses.Records.Select(address => HopOf(transport, address, service.record.Port))]),
        ];
        var timeToLive = found
            .Where(service => !service.Addresses.Records.IsEmpty)
            .Select(service => service.Addresses.TimeToLive)
            .Append(records.TimeToLive)
            .Min();
        return (services, timeToLive, services.IsEmpty ? "DNS knows no address for its SRV records" : "");
    }

    private GatewayHop HopOf(TransportProtocol transport, System.Net.IPAddress address, int port) =>
        new(transport, PeerAddress.From(address, port == 0 ? GatewayUri.DefaultPortOf(transport) : port), _uri.Host);

    private static string ServiceOf(TransportProtocol transport) => transport switch
    {
        TransportProtocol.Udp => "_sip._udp.",
        TransportProtocol.Tcp => "_sip._tcp.",
        _ => "_sips._tcp.",
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "The gateway {Gateway} of the trunk '{Trunk}' was not found: {Reason}; {Consequence}.")]
    private static partial void LogNotFound(ILogger logger, GatewayUri gateway, string trunk, string reason, string consequence);

    [LoggerMessage(Level = LogLevel.Error, Message = "The gateway {Gateway} of the trunk '{Trunk}' could not be looked up.")]
    private static partial void LogFailed(ILogger logger, Exception exception, GatewayUri gateway, string trunk);

    /// <param name="HoldsFor">Infinite: the settings name an address.</param>
    private sealed record Answer(ImmutableArray<GatewayService> Services, long AskedAt, TimeSpan HoldsFor, string Failure);
}
