using System.Collections.Immutable;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Gateways;
using PbxPortal.Server.Location;
using PbxPortal.Server.Push;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Proxying;

/// <summary>One place that a request is forwarded to (RFC 3261, 16.5).</summary>
/// <remarks>Immutable.</remarks>
internal sealed record Target
{
    /// <summary>The contact, as the device registered it.</summary>
    public required byte[] RequestUri { get; init; }

    /// <summary>The only way there; <c>null</c>: there is none at this moment, or, to a trunk, it is still to be found.</summary>
    public required Flow? Flow { get; init; }

    /// <summary>The proxies that the device registered by (RFC 3327, 5.4), before which nothing else comes.</summary>
    public IReadOnlyList<byte[]> Path { get; init; } = [];

    /// <summary>0: no device of ours.</summary>
    public long DeviceId { get; init; }

    /// <summary>Whose device it is; <c>null</c>: nobody's of ours.</summary>
    public User? User { get; init; }

    /// <summary>0: no binding of ours.</summary>
    public long BindingId { get; init; }

    /// <summary>How far its registration has come, so that a later one is told from it.</summary>
    public Lease Lease { get; init; }

    /// <summary>How much it is wanted, in thousandths; of a phone with several flows what the most wanted one says (RFC 3261, 20.10).</summary>
    public int QValue { get; init; } = 1000;

    /// <summary>Which phone it is, where its contact says so: a phone with several flows has a binding for each (RFC 5626); otherwise empty.</summary>
    public string Instance { get; init; } = "";

    /// <summary>Another flow to the same phone, for when this one has failed (RFC 5626, 7); <c>null</c>: there is none.</summary>
    public Target? Next { get; init; }

    /// <summary>The product of the device, or the name of the trunk.</summary>
    public string Shown { get; init; } = "";

    /// <summary><c>null</c>: a device.</summary>
    public Trunk? Trunk { get; init; }

    /// <summary>Where its gateway may be reached: this way, and then those to try when it fails; empty: it has not been looked up.</summary>
    public ImmutableArray<GatewayHop> Hops { get; init; } = [];

    /// <summary>No call shall ring there.</summary>
    public bool DoNotDisturb { get; init; }

    /// <summary>How it is woken before a call goes there (RFC 8599); <c>null</c>: it is awake, or nobody here can wake it.</summary>
    public PushContact? Push { get; init; }

    /// <summary>Whether it is woken, or another flow to the same phone when this one has failed.</summary>
    public bool MayBeWoken => Push is not null || Next is { MayBeWoken: true };

    /// <summary>Who sent the call on to it; <c>null</c>: nobody.</summary>
    public User? ForwardedBy { get; init; }

    /// <summary>The next place to try (RFC 3263, 4.3); <c>null</c>: there is none.</summary>
    public Target? NextHop => Hops.Length > 1 ? this with { Flow = null, Hops = Hops.RemoveAt(0) } : null;

    public bool IsSamePhone(Target other) =>
        (DeviceId != 0 && DeviceId == other.DeviceId)
        || (Instance.Length > 0 && string.Equals(Instance, other.Instance, StringComparison.OrdinalIgnoreCase));

    /// <summary>The same phone, or the same number behind the same trunk.</summary>
    public bool IsSamePlace(Target other) =>
        IsSamePhone(other) || (Trunk is not null && Trunk == other.Trunk && RequestUri.AsSpan().SequenceEqual(other.RequestUri));
}
