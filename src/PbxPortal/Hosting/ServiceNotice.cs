using System.Net.Sockets;

namespace PbxPortal.Hosting;

/// <summary>Tells systemd when phones are answered, and when the program stops (<c>sd_notify</c>, for units with <c>Type=notify</c>).</summary>
/// <param name="socket">
/// What <c>NOTIFY_SOCKET</c> says: the path of a Unix datagram socket, or a name in the abstract namespace with an @ before it;
/// <c>null</c>: nobody asks.
/// </param>
/// <remarks>Immutable.</remarks>
internal sealed class ServiceNotice(string? socket) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>By now the web server has its ports, too.</summary>
    public Task StartedAsync(CancellationToken cancellationToken) => SendAsync("READY=1"u8.ToArray(), cancellationToken);

    public Task StoppingAsync(CancellationToken cancellationToken) => SendAsync("STOPPING=1"u8.ToArray(), cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task SendAsync(byte[] notice, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(socket))
        {
            return;
        }

        var path = socket[0] == '@' ? $"\0{socket[1..]}" : socket;
        using var sender = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        try
        {
            await sender.SendToAsync(notice, new UnixDomainSocketEndPoint(path), cancellationToken);
        }
        catch (SocketException)
        {
            return; // Where nobody listens, nobody waits: it is no reason not to serve.
        }
    }
}
