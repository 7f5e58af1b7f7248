using System.Net.Sockets;
using PbxPortal.Phones.Transport;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Phones.Storm;

/// <summary>A connection for each phone, counting how many came about and how many did not.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class CountingSockets : IPhoneSockets
{
    private int _opened;
    private int _failed;

    public int Opened => Volatile.Read(ref _opened);

    public int Failed => Volatile.Read(ref _failed);

    public async ValueTask<PhoneSocket> TakeAsync(PhoneOptions options, TransportProtocol protocol, CancellationToken cancellationToken)
    {
        try
        {
            var socket = await OwnSockets.Instance.TakeAsync(options, protocol, cancellationToken);
            Interlocked.Increment(ref _opened);
            return socket;
        }
        catch (Exception exception) when (exception is SocketException or PhoneSocketException)
        {
            Interlocked.Increment(ref _failed);
            throw;
        }
    }

    public ValueTask GiveBackAsync(PhoneSocket socket) => OwnSockets.Instance.GiveBackAsync(socket);
}
