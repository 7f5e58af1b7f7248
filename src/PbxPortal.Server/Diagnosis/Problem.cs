using System.Collections.Immutable;
using PbxPortal.Server.Admission;
using PbxPortal.Server.Devices;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Diagnosis;

/// <summary>One failed or missing registration: whose, since when, why, the evidence, and what mends it.</summary>
/// <remarks>Immutable. Equal by its key, so that a row keeps its place, menu and focus while the evidence grows.</remarks>
public sealed record Problem
{
    /// <summary>User, address and product; the same while the problem lasts, whatever its cause turns out to be.</summary>
    public required string Key { get; init; }

    public required ProblemCause Cause { get; init; }

    public required ProblemRank Rank { get; init; }

    public required string Summary { get; init; }

    public string Advice { get; init; } = "";

    public ProblemFix Fix { get; init; }

    /// <summary><c>null</c>: of no domain; for those who see all.</summary>
    public long? DomainId { get; init; }

    public string Domain { get; init; } = "";

    /// <summary><c>null</c>: none of our users.</summary>
    public long? UserId { get; init; }

    /// <summary>The extension; of somebody unknown what he calls himself.</summary>
    public string User { get; init; } = "";

    public string DisplayName { get; init; } = "";

    /// <summary><c>null</c>: it has no row.</summary>
    public long? DeviceId { get; init; }

    public DeviceClass Class { get; init; } = DeviceClass.Unknown;

    /// <summary>The product, else what it said of itself; may be empty.</summary>
    public string Product { get; init; } = "";

    /// <summary>Address and port that it came from last; an address alone where the port says nothing; may be empty.</summary>
    public string Source { get; init; } = "";

    public TransportProtocol? Transport { get; init; }

    /// <summary>Since when it is as it is.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>When it was tried last; <c>null</c>: nothing was tried.</summary>
    public DateTimeOffset? LastAt { get; init; }

    /// <summary>Failed tries since <see cref="Since"/>.</summary>
    public long Tries { get; init; }

    /// <summary>When the device was last registered; <c>null</c>: never, or nobody knows.</summary>
    public DateTimeOffset? LastGoodAt { get; init; }

    /// <summary>The existing name that was probably meant; empty: none is near.</summary>
    public string Suggestion { get; init; } = "";

    /// <summary>The ban to lift.</summary>
    public BanKey? Ban { get; init; }

    public ImmutableArray<ProblemFact> Facts { get; init; } = [];

    /// <summary>The users who are part of it, for what concerns many.</summary>
    public ImmutableArray<string> Members { get; init; } = [];

    /// <summary>The address without its port.</summary>
    public string Address => PeerAddress.TryParse(Source, out var peer) ? peer.ToAddress().ToString() : Source;

    public bool Equals(Problem? other) => string.Equals(other?.Key, Key, StringComparison.Ordinal);

    public override int GetHashCode() => Key.GetHashCode(StringComparison.Ordinal);

    /// <summary>Whether all that a page shows of it is as before.</summary>
    public bool ReadsAs(Problem other) =>
        (Cause, Rank, Fix, UserId, DeviceId, Since, LastAt, Tries, LastGoodAt, Ban)
            == (other.Cause, other.Rank, other.Fix, other.UserId, other.DeviceId, other.Since, other.LastAt, other.Tries, other.LastGoodAt, other.Ban)
        && string.Equals(Summary, other.Summary, StringComparison.Ordinal)
        && string.Equals(Advice, other.Advice, StringComparison.Ordinal)
        && string.Equals(Source, other.Source, StringComparison.Ordinal)
        && string.Equals(DisplayName, other.DisplayName, StringComparison.Ordinal)
        && Facts.AsSpan().SequenceEqual(other.Facts.AsSpan());
}
