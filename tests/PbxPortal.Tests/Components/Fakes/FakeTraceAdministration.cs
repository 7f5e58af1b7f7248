using System.Collections.Immutable;
using System.Security.Claims;
using PbxPortal.Administration;
using PbxPortal.Server.Admission;
using PbxPortal.Server.Tracing;

namespace PbxPortal.Tests.Components.Fakes;

/// <summary>Traces that a test fills, and what it was asked.</summary>
internal sealed class FakeTraceAdministration : ITraceAdministration
{
    private readonly Dictionary<long, Trace> _traces = [];
    private readonly Dictionary<long, ImmutableArray<TracedMessage>> _messages = [];

    public List<string> Asked { get; } = [];

    /// <summary>Why nobody may be watched now; empty: everybody.</summary>
    public string Obstacle { get; set; } = "";

    public Exception? Failure { get; set; }

    public int Hidden { get; set; }

    public ImmutableArray<TracedMessage> Refused { get; set; } = [];

    public ImmutableArray<TracedMessage> OfDevices { get; set; } = [];

    public void Put(Trace trace, params TracedMessage[] messages)
    {
        _traces[trace.Id] = trace with { Count = messages.Length };
        _messages[trace.Id] = [.. messages];
    }

    public IReadOnlyList<Trace> List(ClaimsPrincipal who) => [.. _traces.Values.OrderByDescending(trace => trace.Id)];

    public Task<TraceStart> StartAsync(ClaimsPrincipal who, TraceOrder order, CancellationToken cancellationToken)
    {
        Asked.Add($"start '{order.Subject}' {order.UserId} {order.Minutes} min");
        if (Failure is { } failure)
        {
            return Task.FromException<TraceStart>(failure);
        }

        if (Obstacle.Length > 0)
        {
            return Task.FromResult(new TraceStart(Trace: null, Obstacle));
        }

        var trace = TraceSample.Trace(_traces.Count + 1);
        Put(trace);
        return Task.FromResult(new TraceStart(trace));
    }

    public Task<bool> LeaveAsync(ClaimsPrincipal who, long id, CancellationToken cancellationToken)
    {
        Asked.Add($"leave {id}");
        _traces[id] = _traces[id] with { IsOver = true, Watchers = [] };
        return Task.FromResult(true);
    }

    public TraceReading? Read(ClaimsPrincipal who, long id, long after = 0) =>
        _traces.TryGetValue(id, out var trace) ? new TraceReading(trace, _messages[id], Hidden) : null;

    public ImmutableArray<TracedMessage>? OfDevice(ClaimsPrincipal who, long deviceId) =>
        Failure is { } failure ? throw failure : OfDevices;

    public ImmutableArray<TracedMessage>? FailuresOf(ClaimsPrincipal who, long userId) => Refused;

    public ImmutableArray<TracedMessage> FailuresFrom(ClaimsPrincipal who, SourceNetwork source) => Refused;
}
