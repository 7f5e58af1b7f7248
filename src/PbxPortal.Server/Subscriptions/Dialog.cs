using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PbxPortal.Server.Requests;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transactions;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Subscriptions;

/// <summary>The dialog that a request from outside began, as seen from our side, the UAS (RFC 3261, 12.1.1).</summary>
/// <remarks>Guarded by its owner's lock.</remarks>
internal sealed class Dialog
{
    private readonly string _callId;
    private readonly string _local;
    private readonly string _remote;
    private readonly string _remoteTag;
    private readonly ImmutableArray<string> _routeSet;
    private string _remoteTarget;
    private uint _localCSeq;
    private uint _remoteCSeq;

    private Dialog(SipRequest request, string remoteTarget)
    {
        LocalTag = RandomNumberGenerator.GetHexString(16, lowercase: true);
        _callId = Text(request.CallId);
        _local = $"{Text(request.Find(HeaderName.To))};tag={LocalTag}";
        _remote = Text(request.Find(HeaderName.From));
        _remoteTag = Text(request.FromTag);
        _remoteTarget = remoteTarget;
        _remoteCSeq = request.CSeq.Number;
        _routeSet = ReadRouteSet(request);
    }

    /// <summary>Random, and so enough to find the dialog by.</summary>
    public string LocalTag { get; }

    public static Dialog Begin(SipRequest request, string remoteTarget) => new(request, remoteTarget);

    /// <summary>Whether a request with our tag belongs here (12.2.2): Call-ID and both tags.</summary>
    public bool Matches(SipRequest request) =>
        request.CallId.SequenceEqual(Encoding.UTF8.GetBytes(_callId)) && request.FromTag.SequenceEqual(Encoding.UTF8.GetBytes(_remoteTag));

    /// <summary>A request that is older than one that came already gets a 500 (12.2.2).</summary>
    public bool IsOutOfOrder(SipRequest request) => request.CSeq.Number <= _remoteCSeq;

    /// <summary>A request of the other side that is accepted; it may move the remote target (12.2.1.2).</summary>
    /// <param name="remoteTarget">Empty: it stays.</param>
    public void Accept(SipRequest request, string remoteTarget)
    {
        _remoteCSeq = request.CSeq.Number;
        _remoteTarget = remoteTarget.Length > 0 ? remoteTarget : _remoteTarget;
    }

    /// <summary>A request of ours within the dialog (12.2.1.1), up to its Contact.</summary>
    public SipWriter BeginRequest(MessageBuffer buffer, SipMethod method, Branch branch, Flow flow, string sentBy)
    {
        var name = Encoding.ASCII.GetString(SipMethodNames.ToBytes(method));
        var (requestUri, routes) = RouteOf();
        var writer = new SipWriter(buffer)
            .RequestLine(SipMethodNames.ToBytes(method), Encoding.UTF8.GetBytes(requestUri))
            .StartHeader(HeaderName.Via).Append("SIP/2.0/"u8).Append(TransportTexts.ViaOf(flow.Protocol)).Append($" {sentBy};branch={branch};rport").EndHeader()
            .Header(HeaderName.MaxForwards, 70);
        foreach (var route in routes)
        {
            writer.Header(HeaderName.Route, route);
        }

        return writer
            .Header(HeaderName.From, _local)
            .Header(HeaderName.To, _remote)
            .Header(HeaderName.CallId, _callId)
            .Header(HeaderName.CSeq, string.Create(CultureInfo.InvariantCulture, $"{++_localCSeq} {name}"))
            .StartHeader(HeaderName.Contact).Append($"<sip:{sentBy}").Append(TransportTexts.ParameterOf(flow.Protocol)).Append(">"u8).EndHeader();
    }

    /// <summary>The first proxy that knows loose routing gets the target in the Request-URI, one that does not stands there itself.</summary>
    private (string RequestUri, ImmutableArray<string> Routes) RouteOf()
    {
        if (_routeSet.IsEmpty
            || !NameAddress.TryParse(Encoding.UTF8.GetBytes(_routeSet[0]), out var first)
            || !SipUri.TryParse(first.Uri, out var uri)
            || uri.TryGetParameter("lr"u8, out _))
        {
            return (_remoteTarget, _routeSet);
        }

        return (Text(first.Uri), _routeSet.RemoveAt(0).Add($"<{_remoteTarget}>"));
    }

    /// <summary>In the order of the request (12.1.1).</summary>
    private static ImmutableArray<string> ReadRouteSet(SipRequest request)
    {
        var routes = ImmutableArray.CreateBuilder<string>();
        foreach (var route in request.EnumerateValues(HeaderName.RecordRoute))
        {
            routes.Add(Text(route));
        }

        return routes.DrainToImmutable();
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
