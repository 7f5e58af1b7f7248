using PbxPortal.Api;
using PbxPortal.Server;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Admission;
using PbxPortal.Server.Authentication;
using PbxPortal.Server.Calls;
using PbxPortal.Server.Diagnosis;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Gateways;
using PbxPortal.Server.Location;
using PbxPortal.Server.Proxying;
using PbxPortal.Server.Qualifying;
using PbxPortal.Server.Registration;
using PbxPortal.Server.Requests;
using PbxPortal.Server.Statistics;
using PbxPortal.Server.Subscriptions;
using PbxPortal.Server.Tracing;
using PbxPortal.Sip.Transactions;
using PbxPortal.Sip.Transport;
using PbxPortal.Transports;

namespace PbxPortal.Hosting;

/// <summary>The SIP server and all that it stands on, from the wire upwards.</summary>
internal static class SipServices
{
    public static IServiceCollection AddSipServer(this IServiceCollection services)
    {
        services.AddSingleton<UserDirectory>();
        services.AddSingleton<IUserDirectory>(provider => provider.GetRequiredService<UserDirectory>());
        services.AddSingleton<DirectoryFollower>();
        services.AddSingleton<Ha1Cache>();
        services.AddSingleton<DigestAuthenticator>();

        services.AddSingleton<StoreHealth>();
        services.AddSingleton<LocationTable>();
        services.AddSingleton<LocationService>();
        services.AddSingleton<IDeviceControl>(provider => provider.GetRequiredService<LocationService>());

        services.AddCalls();
        services.AddRegistrar();
        services.AddFeed();
        services.AddOwnRequests();
        services.AddProxy();
        services.AddAdmission();
        services.AddDiagnosis();
        services.AddTracing();
        services.AddSingleton<SipServer>();
        services.AddSingleton<ISipMessageHandler>(provider => provider.GetRequiredService<SipServer>());
        services.AddSingleton(provider => new MessageReceiver(
            provider.GetRequiredService<ISipMessageHandler>(),
            provider.GetRequiredService<TransportCounters>(),
            provider.GetRequiredService<ILogger<MessageReceiver>>(),
            provider.GetRequiredService<WireTap>()));
        services.AddSingleton(provider => new Lazy<MessageReceiver>(provider.GetRequiredService<MessageReceiver>));
        services.AddSingleton<SipHost>();
        services.AddSingleton<IReadinessCheck>(provider => provider.GetRequiredService<SipHost>());
        services.AddHostedService(provider => provider.GetRequiredService<SipHost>());
        return services;
    }

    private static void AddRegistrar(this IServiceCollection services)
    {
        services.AddSingleton<OwnAddresses>();
        services.AddSingleton<AddressResolver>();
        services.AddSingleton<Gruus>();
        services.AddSingleton<GruuResolver>();
        services.AddSingleton<Registrar>();
        services.AddSingleton<RefusalLog>();
    }

    /// <summary>What viewers see of the bindings.</summary>
    private static void AddFeed(this IServiceCollection services)
    {
        services.AddSingleton<RegistrationFeed>();
        services.AddSingleton<IRegistrationFeed>(provider => provider.GetRequiredService<RegistrationFeed>());
        services.AddSingleton<IDeviceDetails, DeviceDetailsReader>();
    }

    /// <summary>What becomes of the calls, live and afterwards.</summary>
    private static void AddCalls(this IServiceCollection services)
    {
        services.AddSingleton<DeviceCalls>();
        services.AddSingleton<CallRecorder>();
        services.AddSingleton<CallBook>();
        services.AddSingleton<ICallBook>(provider => provider.GetRequiredService<CallBook>());
        services.AddSingleton<ICalls>(provider => provider.GetRequiredService<CallBook>());
        services.AddSingleton<LostCalls>();
        services.AddHostedService<CallHost>();
    }

    /// <summary>Whatever sends requests, and what it stands on.</summary>
    private static void AddOwnRequests(this IServiceCollection services)
    {
        services.AddSingleton(provider => new TransactionLayer(
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<TransactionLayer>>()));
        services.AddSingleton<OwnRequests>();
        services.AddSingleton<ReachTable>();
        services.AddSingleton<IDeviceReach>(provider => provider.GetRequiredService<ReachTable>());
        services.AddSingleton<Qualifier>();
        services.AddSingleton<Notifier>();
        services.AddSingleton<IDeviceNotifier, DeviceNotifier>();
    }

    private static void AddProxy(this IServiceCollection services)
    {
        services.AddSingleton<FlowTokens>();
        services.AddSingleton<FlowTable>();
        services.AddSingleton<INameResolver, DnsNameResolver>();
        services.AddSingleton<IGatewayDialer, GatewayDialer>();
        services.AddSingleton<TrunkTable>();
        services.AddSingleton<ProxyParts>();
        services.AddSingleton<Proxy>();
    }

    /// <summary>The tap on the wire, and who listens at it.</summary>
    private static void AddTracing(this IServiceCollection services)
    {
        services.AddSingleton<WireTap>();
        services.AddSingleton<MessageReader>();
        services.AddSingleton<TraceService>();
        services.AddSingleton<ITraces>(provider => provider.GetRequiredService<TraceService>());
    }

    private static void AddAdmission(this IServiceCollection services)
    {
        services.AddSingleton<AdmissionService>();
        services.AddSingleton<IAdmissionControl>(provider => provider.GetRequiredService<AdmissionService>());
        services.AddSingleton<AdmissionGate>();
    }

    /// <summary>Whatever says why a phone does not register, and how many do.</summary>
    private static void AddDiagnosis(this IServiceCollection services)
    {
        services.AddSingleton(provider =>
        {
            var board = new AttemptBoard(provider.GetRequiredService<TimeProvider>());
            board.Follow(provider.GetRequiredService<AdmissionGate>());
            return board;
        });
        services.AddSingleton<IAttemptWatch>(provider => provider.GetRequiredService<AttemptBoard>());
        services.AddSingleton<AttemptLog>();
        services.AddSingleton<PortHistory>();
        services.AddSingleton<DropHistory>();
        services.AddSingleton<ProblemSources>();
        services.AddSingleton<IProblemBook, ProblemBook>();
        services.AddSingleton<IDomainCensus, DomainCensus>();
        services.AddSingleton<RegistrationHistory>();
        services.AddSingleton<IRegistrationHistory>(provider => provider.GetRequiredService<RegistrationHistory>());
    }
}
