using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Gateways;

/// <summary>
/// Finds the flow to a gateway: over UDP from a socket of ours, over TCP and TLS the connection that stands, or a new one. A place that
/// does not answer is passed over for the next one (RFC 3263, 4.3), and comes last for a while.
/// </summary>
/// <param name="udp">Gives the flow from a UDP socket of ours to an address; <c>null</c>: there is no such socket.</param>
/// <param name="dialer">Opens connections.</param>
/// <param name="timeProvider">The clock.</param>
/// <param name="logger">Hears which gateways do not serve.</param>
/// <remarks>Thread-safe: a table of connections under one lock, a concurrent one of what failed.</remarks>
internal sealed partial class GatewayFlows(Func<PeerAddress, Flow?> udp, IGatewayDialer dialer, TimeProvider timeProvider, ILogger logger)
{
    /// <summary>What takes longer to connect and shake hands counts as dead.</summary>
    internal static readonly TimeSpan DialTime = TimeSpan.FromSeconds(4);

    /// <summary>So long does what failed come last.</summary>
    internal static readonly TimeSpan FailureTime = TimeSpan.FromMinutes(1);

    /// <summary>A caller's patience has an end before those of DNS have.</summary>
    private const int MostHops = 5;

    private const int MostFailures = 1000;

    private readonly Lock _gate = new();
    private readonly Dictionary<GatewayHop, Connection> _connections = [];
    private readonly ConcurrentDictionary<GatewayHop, long> _failures = new();

    /// <param name="locator">Of the gateway.</param>
    /// <param name="hops">Those that are left to try; empty: none has been tried.</param>
    public async Task<GatewayWay> FindAsync(GatewayLocator locator, ImmutableArray<GatewayHop> hops)
    {
        var failure = "";
        if (hops.IsDefaultOrEmpty)
        {
            (hops, failure) = await locator.FindAsync();
            hops = [.. hops.OrderBy(HasFailed).Take(MostHops)];
        }

        for (; !hops.IsEmpty; hops = hops.RemoveAt(0))
        {
            var result = await FindAsync(hops[0]);
            if (result.Flow is not null)
            {
                return new GatewayWay(result.Flow, hops);
            }

            failure = result.Failure;
            NoteFailure(hops[0], failure);
        }

        return new GatewayWay(Flow: null, [], failure);
    }

    /// <summary>It was reached, and did not serve.</summary>
    /// <param name="reason">As part of a sentence.</param>
    public void NoteFailure(GatewayHop hop, string reason)
    {
        if (!HasFailed(hop))
        {
            LogFailed(logger, hop.Host, hop, reason);
        }

        if (_failures.Count >= MostFailures)
        {
            _failures.Clear();
        }

        _failures[hop] = timeProvider.GetTimestamp();
    }

    private bool HasFailed(GatewayHop hop) =>
        _failures.TryGetValue(hop, out var at) && timeProvider.GetElapsedTime(at) < FailureTime;

    private async ValueTask<DialResult> FindAsync(GatewayHop hop)
    {
        if (hop.Protocol == TransportProtocol.Udp)
        {
            return udp(hop.Peer) is { } flow ? new DialResult(flow) : new DialResult(Flow: null, "no UDP socket of ours leads there");
        }

        return await DialOnce(hop);
    }

    /// <summary>One connection for all calls (RFC 3261, 18); whoever comes while it is opened waits with the others.</summary>
    private Task<DialResult> DialOnce(GatewayHop hop)
    {
        lock (_gate)
        {
            if (_connections.TryGetValue(hop, out var known) && !known.IsOver)
            {
                return known.Dialling;
            }

            var connection = new Connection();
            connection.Dialling = DialAsync(hop, connection);
            _connections[hop] = connection;
            return connection.Dialling;
        }
    }

    private async Task<DialResult> DialAsync(GatewayHop hop, Connection connection)
    {
        await Task.Yield(); // Nobody's lock is held while somebody dials.
        using var patience = new CancellationTokenSource(DialTime, timeProvider);
        var result = new DialResult(Flow: null, "the server failed");
        try
        {
            result = await dialer.DialAsync(hop, patience.Token);
        }
        catch (OperationCanceledException)
        {
            result = new DialResult(Flow: null, "it did not answer in time");
        }
#pragma warning disable CA1031 // Whatever a dialer throws: calls wait for the end of this, and try the next place.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogDialFailed(logger, exception, hop.Host, hop);
        }

        connection.Result = result;
        return result;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The gateway {Host} does not serve at {Hop}: {Reason}. It is tried last for a minute.")]
    private static partial void LogFailed(ILogger logger, string host, GatewayHop hop, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The gateway {Host} could not be dialled at {Hop}.")]
    private static partial void LogDialFailed(ILogger logger, Exception exception, string host, GatewayHop hop);

    private sealed class Connection
    {
        private volatile object? _result; // A boxed DialResult. Volatile: written by whoever dialled, read under the lock of the table.

        public Task<DialResult> Dialling { get; set; } = Task.FromResult(default(DialResult));

        public DialResult Result
        {
            set => _result = value;
        }

        /// <summary>It has ended, or was never there.</summary>
        public bool IsOver => _result is DialResult result && result.Flow is not { IsClosed: false };
    }
}
