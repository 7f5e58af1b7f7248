namespace PbxPortal.Transports;

/// <summary>The transports as pages see them.</summary>
public interface ITransportState
{
    TransportSnapshot Read();
}
