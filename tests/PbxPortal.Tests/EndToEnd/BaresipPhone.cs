using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace PbxPortal.Tests.EndToEnd;

/// <summary>A baresip that runs: it is told what to do, and tells what happens to its calls.</summary>
/// <remarks>What it has told is guarded by one lock, for it comes on threads of the system.</remarks>
internal sealed class BaresipPhone : IAsyncDisposable
{
    public const string Incoming = "CALL_INCOMING";
    public const string Ringing = "CALL_RINGING"; // It has called, and somebody rings.
    public const string Established = "CALL_ESTABLISHED";
    public const string Closed = "CALL_CLOSED";

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private readonly Lock _gate = new();
    private readonly List<BaresipEvent> _told = [];
    private readonly ChildProcess _process;
    private readonly TcpClient _control;
    private readonly Task _listening;
    private int _heard;

    private BaresipPhone(ChildProcess process, TcpClient control)
    {
        _process = process;
        _control = control;
        _listening = ListenAsync();
    }

    /// <summary>All that it has told and written, for the message of a test that fails.</summary>
    public string Everything => $"It told: {string.Join(", ", Told)}\nIt wrote: {_process.Everything}";

    /// <summary>Calls that came and are not over.</summary>
    public int CallsInProgress =>
        Told.Where(told => told.Type is Incoming or Closed).GroupBy(told => told.CallId, StringComparer.Ordinal)
            .Count(ofCall => !ofCall.Any(told => told.Type is Closed));

    private BaresipEvent[] Told
    {
        get
        {
            lock (_gate)
            {
                return [.. _told];
            }
        }
    }

    /// <summary>Starts it, and waits until it takes commands.</summary>
    public static async Task<BaresipPhone> StartAsync(string baresip, BaresipSettings settings)
    {
        var process = ChildProcess.Start(baresip, ["-f", settings.Folder], settings.Folder, settings.Environment);
        try
        {
            var control = await Patience.UntilAsync(Longest, () => TryConnectAsync(settings), () => process.Everything);
            return new BaresipPhone(process, control);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public Task DialAsync(string target) => SendAsync("dial", target);

    /// <summary>Answers the call that came last.</summary>
    public Task AcceptAsync() => SendAsync("accept");

    /// <summary>Ends, stops or declines (486) its last call.</summary>
    public Task HangUpAsync() => SendAsync("hangup");

    /// <summary>The next that it tells of this kind; what came before it is passed over.</summary>
    public Task<BaresipEvent> HearAsync(string type) => Patience.UntilAsync(
        Longest,
        () => Task.FromResult(TakeNext(type)),
        () => $"Expected {type}. {Everything}");

    /// <summary>SIGKILL: nobody is told.</summary>
    public Task KillAsync() => _process.KillAsync();

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _control.Dispose();
        await _listening;
    }

    private static async Task<TcpClient?> TryConnectAsync(BaresipSettings settings)
    {
        var control = new TcpClient();
        try
        {
            await control.ConnectAsync(settings.Control, TestContext.Current.CancellationToken);
            return control;
        }
        catch (SocketException)
        {
            control.Dispose(); // It does not listen yet.
            return null;
        }
    }

    private async Task SendAsync(string command, string? parameter = null) => await _control.GetStream().WriteAsync(
        BaresipSettings.CommandOf(command, parameter), TestContext.Current.CancellationToken);

    private BaresipEvent? TakeNext(string type)
    {
        lock (_gate)
        {
            while (_heard < _told.Count)
            {
                if (string.Equals(_told[_heard++].Type, type, StringComparison.Ordinal))
                {
                    return _told[_heard - 1];
                }
            }

            return null;
        }
    }

    private async Task ListenAsync()
    {
        try
        {
            while (await ReadNetstringAsync() is { } json)
            {
                if (BaresipEvent.Parse(json) is { } told)
                {
                    lock (_gate)
                    {
                        _told.Add(told);
                    }
                }
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // It has ended.
        }
    }

    /// <summary>For example <c>5:hello,</c>; <c>null</c>: the connection has ended.</summary>
    private async Task<string?> ReadNetstringAsync()
    {
        var stream = _control.GetStream();
        var digits = new StringBuilder();
        var one = new byte[1];
        while (await stream.ReadAsync(one) == 1)
        {
            if (one[0] == ':')
            {
                var text = new byte[int.Parse(digits.ToString(), CultureInfo.InvariantCulture) + 1];
                await stream.ReadExactlyAsync(text);
                return Encoding.UTF8.GetString(text.AsSpan(0, text.Length - 1));
            }

            digits.Append((char)one[0]);
        }

        return null;
    }
}
