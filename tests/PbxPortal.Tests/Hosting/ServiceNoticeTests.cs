using System.Net.Sockets;
using System.Text;
using PbxPortal.Hosting;

namespace PbxPortal.Tests.Hosting;

public sealed class ServiceNoticeTests : IDisposable
{
    private readonly DirectoryInfo _folder = System.IO.Directory.CreateTempSubdirectory("pbxportal-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Says_when_all_has_started_and_when_it_stops(bool isAbstract)
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("Only Linux has systemd.");
        }

        var path = Path.Combine(_folder.FullName, "notify");
        using var service = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        service.Bind(new UnixDomainSocketEndPoint(isAbstract ? $"\0{path}" : path));
        var notice = new ServiceNotice(isAbstract ? $"@{path}" : path);

        await notice.StartingAsync(Cancellation);
        await notice.StartAsync(Cancellation);
        Assert.Equal(0, service.Available);
        await notice.StartedAsync(Cancellation);
        await notice.StoppingAsync(Cancellation);

        Assert.Equal("READY=1", await ReadAsync(service));
        Assert.Equal("STOPPING=1", await ReadAsync(service));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/nowhere/notify")]
    public async Task Says_nothing_where_nobody_asks(string? socket)
    {
        var notice = new ServiceNotice(socket);

        await notice.StartedAsync(Cancellation);
        await notice.StoppingAsync(Cancellation);
    }

    private static async Task<string> ReadAsync(Socket service)
    {
        var buffer = new byte[64];
        var length = await service.ReceiveAsync(buffer, Cancellation);
        return Encoding.ASCII.GetString(buffer, 0, length);
    }
}
