using PbxPortal.Sip.Transport;

namespace PbxPortal.Phones.Transport;

/// <summary>Where a phone gets its socket from: one of its own, or one that many phones share.</summary>
internal interface IPhoneSockets
{
    /// <exception cref="PhoneSocketException">The registrar does not take the connection.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The registrar does not take the connection.</exception>
    ValueTask<PhoneSocket> TakeAsync(PhoneOptions options, TransportProtocol protocol, CancellationToken cancellationToken);

    ValueTask GiveBackAsync(PhoneSocket socket);
}
