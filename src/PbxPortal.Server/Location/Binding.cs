using System.Diagnostics.CodeAnalysis;
using System.Text;
using PbxPortal.Sip.Messages;
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
    private readonly ushort _pathLength;
    private readonly ushort _listeningPort;
    private readonly ushort _qValue = 1000;
    private readonly byte _transport;
    private readonly uint _firstCSeq;
    private readonly long _registeredAt;
    private readonly object? _anchor; // What is kept of the flow, or how it was lost; null after a restart of a UDP binding.
    private Lease _lease;
    private int _version; // Odd while the lease is being replaced.

    /// <param name="contactUri">Byte for byte as the phone sent it; 10.3 forbids us to normalise it away.</param>
    /// <param name="contactParameters">The Contact header parameters as sent, without <c>expires</c>, each with its leading semicolon; may be empty.</param>
    /// <param name="callId">Of the REGISTER that made it or moved it.</param>
    /// <param name="lease">The first one.</param>
    /// <param name="path">The values of Path (RFC 3327) as sent, separated by commas; empty for most.</param>
    public Binding(
        ReadOnlySpan<byte> contactUri,
        ReadOnlySpan<byte> contactParameters,
        ReadOnlySpan<byte> callId,
        in Lease lease,
        ReadOnlySpan<byte> path = default)
    {
        _uriLength = checked((ushort)contactUri.Length);
        _parametersLength = checked((ushort)contactParameters.Length);
        _pathLength = checked((ushort)path.Length);
        _text = new byte[contactUri.Length + contactParameters.Length + path.Length + callId.Length];
        contactUri.CopyTo(_text); // A collection expression would go through them byte by byte.
        contactParameters.CopyTo(_text.AsSpan(_uriLength));
        path.CopyTo(_text.AsSpan(_uriLength + _parametersLength));
        callId.CopyTo(_text.AsSpan(_uriLength + _parametersLength + _pathLength));
        _lease = lease;
        _firstCSeq = lease.CSeq;
    }

    [SetsRequiredMembers]
    private Binding(Binding origin, ConnectionLoss loss, in Lease lease)
    {
        _uriLength = origin._uriLength;
        _parametersLength = origin._parametersLength;
        _pathLength = origin._pathLength;
        _text = origin._text;
        _registeredAt = origin._registeredAt;
        _firstCSeq = origin._firstCSeq;
        _anchor = loss;
        _lease = lease;
        Id = origin.Id;
        DeviceId = origin.DeviceId;
        UserId = origin.UserId;
        QValue = origin.QValue;
        Peer = origin.Peer;
        ListeningPort = origin.ListeningPort;
        Transport = origin.Transport;
    }

    /// <summary>Never used again for another binding.</summary>
    public required long Id { get; init; }

    public required long DeviceId { get; init; }

    public required long UserId { get; init; }

    /// <summary>The phone's preference in thousandths, 0 to 1000, so that bindings sort without floating point.</summary>
    public int QValue
    {
        get => _qValue;
        init => _qValue = checked((ushort)value);
    }

    /// <summary>The address and port that the REGISTER came from.</summary>
    public required PeerAddress Peer { get; init; }

    /// <summary><see cref="Peer"/> as text, for example <c>203.0.113.7:5062</c>.</summary>
    public string Source => Peer.ToString();

    /// <summary>The port at which a phone is called that sends from one and listens on another; 0: the port that it sends from.</summary>
    public int ListeningPort
    {
        get => _listeningPort;
        init => _listeningPort = (ushort)value;
    }

    /// <summary>Where requests to it go, unless over its connection or by its Path.</summary>
    public PeerAddress RequestAddress => _listeningPort == 0 ? Peer : Peer.WithPort(_listeningPort);

    public required TransportProtocol Transport
    {
        get => (TransportProtocol)_transport;
        init => _transport = (byte)value;
    }

    /// <summary>
    /// The flow that the REGISTER came over, or over UDP the one to <see cref="RequestAddress"/>; <c>null</c> when it was lost, and after a
    /// restart. Not stored.
    /// </summary>
    public Flow? Flow
    {
        get => _anchor is null or ConnectionLoss ? null : Flow.Over(_anchor, RequestAddress);
        init => _anchor = value?.Anchor;
    }

    /// <summary>Since when its connection is gone, and until when it waits for its device; <c>null</c> while all is well. Not stored.</summary>
    public ConnectionLoss? Loss => _anchor as ConnectionLoss;

    /// <summary>
    /// Whether a request can be sent to it at this moment. A connection that the device has made, and that has ended, is never
    /// made by us (RFC 5626, 3.3): until the device is back, the binding leads nowhere. A UDP address can always be tried, and so can
    /// the proxy that a Path names.
    /// </summary>
    public bool IsReachable => !NeedsConnection || Connection is { IsClosed: false };

    /// <summary>A push contact (RFC 8599), which is woken when needed and may well not answer in between.</summary>
    public bool IsWokenByPush =>
        SipUri.TryParse(ContactUriBytes, out var uri)
        && ((uri.TryGetParameter("pn-prid"u8, out var push) && !push.IsEmpty)
            || (uri.TryGetParameter("pn-tok"u8, out push) && !push.IsEmpty));

    public required DateTimeOffset RegisteredAt
    {
        get => DateTimeOffset.FromUnixTimeMilliseconds(_registeredAt);
        init => _registeredAt = value.ToUnixTimeMilliseconds();
    }

    /// <summary>
    /// CSeq of the first REGISTER with this Call-ID: the one that the oldest temporary GRUU which is still valid was made for. Not stored:
    /// after a restart the last one that is known, by which a phone may forget some that would still lead to it.
    /// </summary>
    public uint FirstCSeq
    {
        get => _firstCSeq;
        init => _firstCSeq = value;
    }

    public ReadOnlySpan<byte> ContactUriBytes => _text.AsSpan(0, _uriLength);

    public ReadOnlySpan<byte> ContactParameterBytes => _text.AsSpan(_uriLength, _parametersLength);

    /// <summary>Where requests to it pass first (RFC 3327): the values of Path, separated by commas; empty: they go straight to the contact.</summary>
    public ReadOnlySpan<byte> PathBytes => _text.AsSpan(_uriLength + _parametersLength, _pathLength);

    public ReadOnlySpan<byte> CallIdBytes => _text.AsSpan(_uriLength + _parametersLength + _pathLength);

    public string ContactUri => Encoding.UTF8.GetString(ContactUriBytes);

    public string ContactParameters => Encoding.UTF8.GetString(ContactParameterBytes);

    public string CallId => Encoding.UTF8.GetString(CallIdBytes);

    public string Path => Encoding.UTF8.GetString(PathBytes);

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

    /// <summary>The connection that its REGISTER came over; <c>null</c> for UDP, and when it was lost.</summary>
    internal Flow? Connection => Transport == TransportProtocol.Udp ? null : _anchor as Flow;

    /// <summary>Whether it can be reached over the device's own connection only.</summary>
    internal bool NeedsConnection => Transport != TransportProtocol.Udp && _pathLength == 0;

    /// <summary>Where the transaction keeps the lease that is not committed yet, counted from 1; 0: nowhere. Used by the loop alone.</summary>
    internal int PendingLease { get; set; }

    /// <summary>The same binding without its connection.</summary>
    internal Binding Disconnected(ConnectionLoss loss, in Lease lease) => new(this, loss, lease);

    /// <summary>Called by the location service's loop alone, after the commit; and by a store while it reads what was committed.</summary>
    public void Renew(in Lease lease)
    {
        Volatile.Write(ref _version, _version + 1);
        Volatile.WriteBarrier();
        _lease = lease;
        Volatile.Write(ref _version, _version + 1);
    }
}
