using PbxPortal.Sip.Transport;
using PbxPortal.Transports;

namespace PbxPortal.Tests.Components.Fakes;

/// <summary>Transports and a certificate that a test sets.</summary>
internal sealed class FakeTransports : ITransportState, ICertificateState
{
    private CertificateState? _certificate;

    public event Action? Changed;

    public TransportSnapshot Snapshot { get; set; } = new()
    {
        Listeners =
        [
            new TransportListener(TransportProtocol.Udp, ["0.0.0.0:5060"], Connections: null, Accepted: null),
            new TransportListener(TransportProtocol.Tls, ["0.0.0.0:5061", "[::]:5061"], Connections: 1204, Accepted: 30_117),
        ],
        Connections = 1204,
        Unproved = 3,
        Limits = new ConnectionLimits(),
        Troubles = [],
        Log = [],
    };

    public CertificateState? Certificate
    {
        get => _certificate;
        set
        {
            _certificate = value;
            Changed?.Invoke();
        }
    }

    public TransportSnapshot Read() => Snapshot;
}
