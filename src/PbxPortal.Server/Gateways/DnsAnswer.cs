using System.Collections.Immutable;

namespace PbxPortal.Server.Gateways;

/// <summary>What DNS knows of a name.</summary>
/// <param name="Records">Empty: nothing, or it could not be asked.</param>
/// <param name="TimeToLive">How long that holds.</param>
/// <param name="Failure">Why it could not be asked, as part of a sentence; empty: it could.</param>
/// <remarks>Immutable.</remarks>
public sealed record DnsAnswer<T>(ImmutableArray<T> Records, TimeSpan TimeToLive, string Failure = "");
