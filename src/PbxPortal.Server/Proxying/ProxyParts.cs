using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PbxPortal.Server.Admission;
using PbxPortal.Server.Authentication;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Gateways;
using PbxPortal.Server.Location;
using PbxPortal.Server.Push;
using PbxPortal.Server.Registration;
using PbxPortal.Server.Requests;

namespace PbxPortal.Server.Proxying;

/// <summary>What the proxy stands on: who may call, whom, and over which flow.</summary>
/// <remarks>Immutable.</remarks>
public sealed class ProxyParts
{
    public ProxyParts(
        AdmissionGate admission,
        AddressResolver resolver,
        DigestAuthenticator authenticator,
        UserDirectory directory,
        LocationTable locations,
        LocationService locationService,
        GruuResolver gruus,
        FlowTable flows,
        FlowTokens tokens,
        TrunkTable trunks,
        IGatewayDialer dialer,
        OwnRequests requests,
        PushWaker waker,
        IOptions<SipOptions> options,
        IOptions<RegistrarOptions> registrarOptions,
        TimeProvider timeProvider,
        ILogger<Proxy> logger)
    {
        Flows = flows;
        LocationService = locationService;
        TimeProvider = timeProvider;
        Requests = requests;
        Routes = new RouteReader(tokens, resolver, options);
        Callers = new CallerCheck(admission, resolver, authenticator, directory, trunks);
        Targets = new TargetFinder(directory, resolver, gruus, locations, locationService, flows, trunks, waker);
        var forwarder = new RequestForwarder(tokens, flows, requests.SentBy, directory);
        Forwarder = forwarder;
        var sender = new BranchSender(requests.Transactions, forwarder, logger);
        var gateways = new GatewayFlows(peer => flows.ToUdp(peer), dialer, timeProvider, logger);
        Ringing = new RingingUsers();
        Context = new ContextParts(sender, new ForwardFinder(resolver, Targets), waker, gateways, Ringing);
        LostCallers = new CallerWatch(locations, sender, TimeSpan.FromSeconds(registrarOptions.Value.ConnectionGrace));
        Logger = logger;
    }

    internal ILogger Logger { get; }

    internal FlowTable Flows { get; }

    internal LocationService LocationService { get; }

    internal TimeProvider TimeProvider { get; }

    internal OwnRequests Requests { get; }

    internal RouteReader Routes { get; }

    internal CallerCheck Callers { get; }

    internal TargetFinder Targets { get; }

    internal RequestForwarder Forwarder { get; }

    internal RingingUsers Ringing { get; }

    internal ContextParts Context { get; }

    internal CallerWatch LostCallers { get; }
}
