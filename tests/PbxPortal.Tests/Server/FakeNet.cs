using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using PbxPortal.Server.Gateways;
using PbxPortal.Sip.Transport;
using PbxPortal.Tests.Server.Proxying;

namespace PbxPortal.Tests.Server;

/// <summary>DNS and the ways to gateways, made of memory: who is asked for and dialled is noted.</summary>
internal sealed class FakeNet : INameResolver, IGatewayDialer
{
    private readonly ConcurrentDictionary<string, DnsAnswer<ServiceRecord>> _services = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DnsAnswer<IPAddress>> _addresses = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Flow> _listening = new(StringComparer.Ordinal);

    public ConcurrentQueue<string> Questions { get; } = new();

    public ConcurrentQueue<GatewayHop> Dialled { get; } = new();

    /// <summary>What every question waits for; <c>null</c>: it is answered at once.</summary>
    public Task? Delay { get; set; }

    /// <summary>What every call of a gateway waits for; <c>null</c>: for nothing.</summary>
    public Task? DialDelay { get; set; }

    /// <summary>Completed with the first question.</summary>
    public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public FakeNet Service(string name, int priority, int weight, int port, string target, int timeToLive = 3600)
    {
        var record = new ServiceRecord(priority, weight, port, target);
        _services.AddOrUpdate(
            name,
            _ => new DnsAnswer<ServiceRecord>([record], TimeSpan.FromSeconds(timeToLive)),
            (_, known) => known with { Records = known.Records.Add(record) });
        return this;
    }

    public FakeNet Address(string name, string addresses, int timeToLive = 3600)
    {
        ImmutableArray<IPAddress> parsed = [.. addresses.Split(' ').Select(IPAddress.Parse)];
        _addresses[name] = new DnsAnswer<IPAddress>(parsed, TimeSpan.FromSeconds(timeToLive));
        return this;
    }

    public FakeNet Fails(string name)
    {
        _addresses[name] = new DnsAnswer<IPAddress>([], TimeSpan.Zero, "DNS says Server Failure");
        return this;
    }

    /// <summary>Whoever dials the gateway gets its wire; all else refuses.</summary>
    public void Listen(CallPhone gateway) => _listening[new GatewayHop(gateway.Wire.Protocol, gateway.Wire.Peer, "").ToString()] = gateway.Wire;

    public void Refuse(CallPhone gateway) => _listening.TryRemove(new GatewayHop(gateway.Wire.Protocol, gateway.Wire.Peer, "").ToString(), out _);

    public async Task<DnsAnswer<ServiceRecord>> FindServicesAsync(string name, CancellationToken cancellationToken)
    {
        await AskAsync($"SRV {name}", cancellationToken);
        return _services.GetValueOrDefault(name, new DnsAnswer<ServiceRecord>([], TimeSpan.Zero));
    }

    public async Task<DnsAnswer<IPAddress>> FindAddressesAsync(string name, CancellationToken cancellationToken)
    {
        await AskAsync($"A {name}", cancellationToken);
        return _addresses.GetValueOrDefault(name, new DnsAnswer<IPAddress>([], TimeSpan.Zero));
    }

    public async Task<DialResult> DialAsync(GatewayHop hop, CancellationToken cancellationToken)
    {
        Dialled.Enqueue(hop);
        if (DialDelay is { } delay)
        {
            await delay.WaitAsync(cancellationToken);
        }

        return _listening.TryGetValue(hop.ToString(), out var flow) ? new DialResult(flow) : new DialResult(Flow: null, "no connection (ConnectionRefused)");
    }

    private async Task AskAsync(string question, CancellationToken cancellationToken)
    {
        Questions.Enqueue(question);
        Asked.TrySetResult();
        if (Delay is { } delay)
        {
            await delay.WaitAsync(cancellationToken);
        }
    }
}
