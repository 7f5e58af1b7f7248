using System.Globalization;
using PbxPortal.Phones.Profiles;

namespace PbxPortal.Phones.Storm;

/// <summary>Registers many phones, each over a connection of its own, cuts all connections at once, and lets all come back at once.</summary>
/// <remarks>Bounded in phones and time. The counters are thread-safe, for the phones answer on loops of their own.</remarks>
internal sealed class StormRun(StormOptions options, TextWriter output) : IAsyncDisposable
{
    /// <summary>So many arrive at once in the first wave, which is no storm.</summary>
    private const int CalmlyAtOnce = 64;

    private readonly CountingSockets _sockets = new();
    private readonly List<SimulatedPhone> _phones = [];
    private int _refused;
    private int _unanswered;

    /// <summary>Gives whether everybody was registered at the end of each wave.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(options.Longest);
        AddPhones();
        await output.WriteLineAsync(StormFigures.Head);
        var hasArrived = await TellAsync("arrival", CalmlyAtOnce, patience.Token);
        await Task.WhenAll(_phones.Select(phone => phone.VanishAsync(cancellationToken)));
        return await TellAsync("return of all at once", _phones.Count, patience.Token) && hasArrived;
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(_phones.Select(phone => phone.DisposeAsync().AsTask()));

    private void AddPhones()
    {
        var identities = new SeededGenerator(1);
        var profile = PhoneProfiles.GrandstreamGxp2170 with { Transport = options.Transport, RefreshAfter = null };
        for (var index = 0; index < options.Connections; index++)
        {
            var user = (options.FirstUser + index).ToString(CultureInfo.InvariantCulture);
            var password = options.Password.Replace("{user}", user, StringComparison.Ordinal);
            _phones.Add(new SimulatedPhone(
                new PhoneAccount(user, options.Domain, password),
                profile,
                new PhoneIdentity(identities),
                new PhoneOptions
                {
                    Registrar = options.Target,
                    AcceptsAnyCertificate = true,
                    RetryInterval = TimeSpan.FromSeconds(1),
                    ReconnectInterval = TimeSpan.FromSeconds(1),
                    OnAnswer = Count,
                },
                _sockets));
        }
    }

    private void Count(SimulatedPhone phone, RegisterAnswer answer)
    {
        if (!answer.IsAccepted)
        {
            Interlocked.Increment(ref (answer.StatusCode == 0 ? ref _unanswered : ref _refused));
        }
    }

    private async Task<bool> TellAsync(string name, int atOnce, CancellationToken patience)
    {
        var (failed, opened, refused, unanswered) = (_sockets.Failed, _sockets.Opened, _refused, _unanswered);
        var start = TimeProvider.System.GetTimestamp();
        using var gate = new SemaphoreSlim(atOnce);
        var latencies = await Task.WhenAll(_phones.Select(phone => RegisterAsync(phone, gate, patience)));
        var seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        Array.Sort(latencies);
        var registered = _phones.Count(phone => phone.State == PhoneState.Registered);
        await output.WriteLineAsync(new StormFigures(
            name,
            registered,
            seconds,
            latencies[(latencies.Length - 1) / 2],
            latencies[(latencies.Length - 1) * 99 / 100],
            _sockets.Failed - failed,
            _refused - refused,
            _unanswered - unanswered,
            _sockets.Failed - failed + (_sockets.Opened - opened) - _phones.Count).ToString());
        return registered == _phones.Count;
    }

    /// <summary>Tries until it is registered, as a phone does by itself, and gives how long that took.</summary>
    private static async Task<double> RegisterAsync(SimulatedPhone phone, SemaphoreSlim gate, CancellationToken patience)
    {
        var start = 0L;
        try
        {
            await gate.WaitAsync(patience);
            start = TimeProvider.System.GetTimestamp();
            if (await phone.RegisterAsync(patience) != PhoneState.Registered)
            {
                await phone.WaitForStateAsync(PhoneState.Registered, patience);
            }

            gate.Release();
        }
        catch (OperationCanceledException)
        {
            // The run gives up; who is not registered by now is told in the figures.
        }

        return start == 0 ? 0 : TimeProvider.System.GetElapsedTime(start).TotalMilliseconds;
    }
}
