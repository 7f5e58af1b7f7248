using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR.Client;
using PbxPortal.Live;
using PbxPortal.Tests.Accounts;

namespace PbxPortal.Tests.Live;

/// <summary>The .NET SignalR client as another program would use it; messages wait until the test takes them.</summary>
internal sealed class HubViewer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Channel<Message> _messages = Channel.CreateBounded<Message>(100);
    private readonly TaskCompletionSource _closed = new();

    private HubViewer(HubConnection connection)
    {
        Connection = connection;
        connection.On<long, List<DeviceRow>>("Snapshot", (sequence, devices) => Take(new("Snapshot", sequence, devices, [])));
        connection.On<long, List<DeviceRow>, List<long>>("Changed", (sequence, changed, removed) => Take(new("Changed", sequence, changed, removed)));
        connection.On<long, List<DeviceRow>>("Reset", (sequence, devices) => Take(new("Reset", sequence, devices, [])));
        connection.Closed += _ =>
        {
            _closed.TrySetResult();
            return Task.CompletedTask;
        };
    }

    public HubConnection Connection { get; }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static Task<HubViewer> ConnectAsync(PortalHost portal, string apiKey) =>
        ConnectAsync(portal, options => options.AccessTokenProvider = () => Task.FromResult<string?>(apiKey));

    public static Task<HubViewer> ConnectAsync(PortalHost portal, Browser browser) =>
        ConnectAsync(portal, options => options.Cookies = browser.Cookies);

    /// <summary>The next message.</summary>
    public async Task<Message> NextAsync() => await _messages.Reader.ReadAsync(Cancelled).AsTask().WaitAsync(Patience, Cancelled);

    public Task ClosedAsync() => _closed.Task.WaitAsync(Patience, Cancelled);

    public ValueTask DisposeAsync() => Connection.DisposeAsync();

    private static async Task<HubViewer> ConnectAsync(
        PortalHost portal, Action<Microsoft.AspNetCore.Http.Connections.Client.HttpConnectionOptions> configure)
    {
        var viewer = new HubViewer(new HubConnectionBuilder().WithUrl(new Uri(portal.Address, LiveServices.HubPath), configure).Build());
        await viewer.Connection.StartAsync(Cancelled);
        return viewer;
    }

    private void Take(Message message) => Assert.True(_messages.Writer.TryWrite(message));

    public sealed record Message(string Name, long Sequence, IReadOnlyList<DeviceRow> Devices, IReadOnlyList<long> Removed)
    {
        public IEnumerable<long> Ids => Devices.Select(device => device.Id);
    }
}
