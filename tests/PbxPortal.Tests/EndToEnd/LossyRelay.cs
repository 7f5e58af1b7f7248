using System.Net;
using System.Net.Sockets;
using System.Text;
using PbxPortal.Phones;

namespace PbxPortal.Tests.EndToEnd;

/// <summary>Stands between one phone and the server on UDP; once it is lossy it drops, doubles and reorders datagrams in both directions, as its seed says.</summary>
/// <remarks>
/// The phone takes it for the server: what names the one names the other behind it, or a Route would lead past it. Each direction is confined to
/// a loop of its own.
/// </remarks>
internal sealed class LossyRelay : IAsyncDisposable
{
    private const int DoubledPercent = 10;
    private const int OvertakenPercent = 10;

    private readonly Socket _towardsPhone = Open();
    private readonly Socket _towardsServer = Open();
    private readonly CancellationTokenSource _stopping = new();
    private readonly IPEndPoint _server;
    private readonly int _lostPercent;
    private readonly Task _running;
    private volatile IPEndPoint? _phone; // Volatile: one loop learns it, the other sends there.
    private volatile bool _isLossy;

    public LossyRelay(IPEndPoint server, int seed, int lostPercent)
    {
        _server = server;
        _lostPercent = lostPercent;
        _running = Task.WhenAll(
            PassAsync(_towardsPhone, _towardsServer, isFromPhone: true, new SeededGenerator(seed)),
            PassAsync(_towardsServer, _towardsPhone, isFromPhone: false, new SeededGenerator(seed + 1000)));
    }

    /// <summary>Where the phone sends.</summary>
    public IPEndPoint ForPhone => (IPEndPoint)_towardsPhone.LocalEndPoint!;

    /// <summary>Until then everything passes as it is.</summary>
    public void BeLossy() => _isLossy = true;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _running);
        _towardsPhone.Dispose();
        _towardsServer.Dispose();
        _stopping.Dispose();
    }

    private static Socket Open()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private async Task PassAsync(Socket from, Socket to, bool isFromPhone, SeededGenerator chance)
    {
        var buffer = new byte[65_536];
        byte[]? overtaken = null;
        while (true)
        {
            var received = await from.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), _stopping.Token);
            _phone = isFromPhone ? (IPEndPoint)received.RemoteEndPoint : _phone;
            if ((isFromPhone ? _server : _phone) is not { } target)
            {
                continue; // Nobody knows yet where the phone is.
            }

            var text = Encoding.Latin1.GetString(buffer, 0, received.ReceivedBytes);
            var (here, there) = isFromPhone ? (ForPhone, _server) : (_server, ForPhone);
            var datagram = Encoding.Latin1.GetBytes(text.Replace(here.ToString(), there.ToString(), StringComparison.Ordinal)); // Ports of five digits both.
            switch (_isLossy ? chance.Next(100) : 100)
            {
                case var luck when luck < _lostPercent:
                    continue;
                case var luck when luck < _lostPercent + OvertakenPercent && overtaken is null:
                    overtaken = datagram; // Until the next one has passed.
                    continue;
                case var luck when luck < _lostPercent + OvertakenPercent + DoubledPercent:
                    await to.SendToAsync(datagram, target, _stopping.Token);
                    break;
            }

            await to.SendToAsync(datagram, target, _stopping.Token);
            if (overtaken is not null)
            {
                await to.SendToAsync(overtaken, target, _stopping.Token);
                overtaken = null;
            }
        }
    }
}
