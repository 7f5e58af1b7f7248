using System.Text;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Location;

/// <summary>One contact at which a user can be reached until it expires (RFC 3261, 10.3).</summary>
/// <remarks>
/// Immutable in who and where: a phone that moves gets a new value with the same <see cref="Id"/>. The <see cref="Lease"/> is
/// replaced in place by the location service's loop, under a version that lets readers see it whole without a lock: so a refresh,
/// which is most of the traffic, allocates nothing.
/// </remarks>
public sealed class Binding
{
    // One array instead of three strings: a quarter of the memory, and compared with the wire without a copy.
    private readonly byte[] _text;
    private readonly ushort _uriLength;
    private readonly ushort _parametersLength;
    private readonly long _registeredAt;
    private readonly object? _anchor;
    private Lease _lease;
    private int _version; // Odd while the lease is being replaced.

    /// <param name="contactUri">Byte for byte as the phone sent it; 10.3 forbids us to normalise it away.</param>
    /// <param name="contactParameters">The Contact header parameters as sent, without <c>expires</c>, each with its leading semicolon; may be empty.</param>
    /// <param name="callId">Of the REGISTER that made it or moved it.</param>
    /// <param name="lease">The first one.</param>
    public Binding(ReadOnlySpan<byte> contactUri, ReadOnlySpan<byte> contactParameters, ReadOnlySpan<byte> callId, in Lease lease)
    {
        _uriLength = checked((ushort)contactUri.Length);
        _parametersLength = checked((ushort)contactParameters.Length);
        _text = GC.AllocateUninitializedArray<byte>(contactUri.Length + contactParameters.Length + callId.Length);
        contactUri.CopyTo(_text);
        contactParameters.CopyTo(_text.AsSpan(contactUri.Length));
        callId.CopyTo(_text.AsSpan(contactUri.Length + contactParameters.Length));
        _lease = lease;
    }

    /// <summary>Never used again for another binding.</summary>
    public required long Id { get; init; }

    public required long DeviceId { get; init; }

    public required long UserId { get; init; }

    /// <summary>The phone's preference in thousandths, 0 to 1000, so that bindings sort without floating point.</summary>
    public int QValue { get; init; } = 1000;

    /// <summary>The address and port that the REGISTER came from.</summary>
    public required PeerAddress Peer { get; init; }

    /// <summary><see cref="Peer"/> as text, for example <c>203.0.113.7:5062</c>.</summary>
    public string Source => Peer.ToString();

    public required TransportProtocol Transport { get; init; }

    /// <summary>The flow that the REGISTER came over; <c>null</c> after a restart, when it is gone. Not stored.</summary>
    public Flow? Flow
    {
        get => _anchor is null ? null : Flow.Over(_anchor, Peer);
        init => _anchor = value?.Anchor;
    }

    public required DateTimeOffset RegisteredAt
    {
        get => DateTimeOffset.FromUnixTimeMilliseconds(_registeredAt);
        init => _registeredAt = value.ToUnixTimeMilliseconds();
    }

    public ReadOnlySpan<byte> ContactUriBytes => _text.AsSpan(0, _uriLength);

    public ReadOnlySpan<byte> ContactParameterBytes => _text.AsSpan(_uriLength, _parametersLength);

    public ReadOnlySpan<byte> CallIdBytes => _text.AsSpan(_uriLength + _parametersLength);

    public string ContactUri => Encoding.UTF8.GetString(ContactUriBytes);

    public string ContactParameters => Encoding.UTF8.GetString(ContactParameterBytes);

    public string CallId => Encoding.UTF8.GetString(CallIdBytes);

    /// <summary>The lease as last committed.</summary>
    public Lease Lease
    {
        get
        {
            var spin = default(SpinWait);
            while (true)
            {
                var version = Volatile.Read(ref _version);
                var lease = _lease;
                Volatile.ReadBarrier();
                if ((version & 1) == 0 && version == _version)
                {
                    return lease;
                }

                spin.SpinOnce();
            }
        }
    }

    /// <summary>Whether its REGISTER came over the same connection, or between the same two UDP addresses.</summary>
    public bool CameOver(Flow flow) => ReferenceEquals(_anchor, flow.Anchor) && Peer == flow.Peer;

    /// <summary>See <see cref="Location.Lease.Deadline"/>.</summary>
    public long Deadline => Lease.Deadline;

    /// <summary>Where the transaction keeps the lease that is not committed yet, counted from 1; 0: nowhere. Used by the loop alone.</summary>
    internal int PendingLease { get; set; }

    /// <summary>Called by the location service's loop alone, after the commit; and by a store while it reads what was committed.</summary>
    public void Renew(in Lease lease)
    {
        Volatile.Write(ref _version, _version + 1);
        Volatile.WriteBarrier();
        _lease = lease;
        Volatile.Write(ref _version, _version + 1);
    }
}
