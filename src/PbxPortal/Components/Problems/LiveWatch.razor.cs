using System.Globalization;
using Microsoft.AspNetCore.Components;
using PbxPortal.Components.Display;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Diagnosis;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Components.Problems;

/// <summary>Shows for a minute what the phone of a problem sends, and says in the end what came of it.</summary>
public sealed partial class LiveWatch : IAsyncDisposable
{
    internal static readonly TimeSpan Duration = TimeSpan.FromSeconds(60);

    private const int MostLines = 30;

    /// <summary>However fast they come, the page is drawn five times a second at most.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly List<Attempt> _lines = []; // The newest first.
    private readonly Lock _gate = new();
    private readonly List<Attempt> _arrived = []; // Guarded by _gate: they come on other threads.
    private CancellationTokenSource? _stopping;
    private Task _watching = Task.CompletedTask;
    private DateTimeOffset? _endsAt;
    private DateTimeOffset _beganAt;
    private string _outcome = "";
    private bool _isRegistered;

    [Inject]
    public required IAttemptWatch Attempts { get; init; }

    [Inject]
    public required IRegistrationFeed Feed { get; init; }

    [Inject]
    public required TimeProvider TimeProvider { get; init; }

    [Parameter, EditorRequired]
    public required Problem Problem { get; set; }

    public async ValueTask DisposeAsync() => await EndAsync();

    private async Task StartAsync()
    {
        await EndAsync();
        _lines.Clear();
        (_outcome, _isRegistered) = ("", false);
        _beganAt = TimeProvider.GetUtcNow();
        _endsAt = _beganAt + Duration;
        _stopping = new CancellationTokenSource();
        _watching = WatchAsync(_stopping.Token);
    }

    private async Task StopAsync()
    {
        await EndAsync();
        Conclude();
    }

    private async Task EndAsync()
    {
        if (_stopping is { } stopping)
        {
            _stopping = null;
            await stopping.CancelAsync();
            await _watching;
            stopping.Dispose();
        }
    }

    private async Task WatchAsync(CancellationToken token)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(token);
        var listening = ListenAsync(stop.Token);
        using var timer = new PeriodicTimer(Interval, TimeProvider);
        try
        {
            while (TimeProvider.GetUtcNow() < _endsAt && !_isRegistered && await timer.WaitForNextTickAsync(token))
            {
                if (TakeArrived() | FindRegistration())
                {
                    StateHasChanged();
                }
            }

            Conclude();
            StateHasChanged();
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // Stopped, or the page is left.
        }
        finally
        {
            await stop.CancelAsync();
            await listening;
        }
    }

    private async Task ListenAsync(CancellationToken token)
    {
        try
        {
            await foreach (var attempt in Attempts.WatchAsync(Concerns, token))
            {
                lock (_gate)
                {
                    _arrived.Add(attempt);
                }
            }
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // The minute is over.
        }
    }

    /// <summary>Of this user, or of nobody in particular from this address; what others of a shared address send is theirs.</summary>
    private bool Concerns(Attempt attempt)
    {
        if (attempt.UserId is { } userId)
        {
            return userId == Problem.UserId;
        }

        var isFromThere = string.Equals(attempt.Peer.ToAddress().ToString(), Problem.Address, StringComparison.Ordinal);
        var claimsIt = Problem.User.Length == 0 || attempt.User.StartsWith($"{Problem.User}@", StringComparison.Ordinal);
        return isFromThere && claimsIt && (attempt.DomainId is null || attempt.DomainId == Problem.DomainId);
    }

    private bool TakeArrived()
    {
        lock (_gate)
        {
            if (_arrived.Count == 0)
            {
                return false;
            }

            foreach (var attempt in _arrived)
            {
                _lines.Insert(0, attempt);
            }

            _arrived.Clear();
        }

        if (_lines.Count > MostLines)
        {
            _lines.RemoveRange(MostLines, _lines.Count - MostLines);
        }

        return true;
    }

    /// <summary>A success is not among the attempts: it shows in the devices.</summary>
    private bool FindRegistration()
    {
        if (Problem.UserId is not { } userId)
        {
            return false;
        }

        foreach (var device in Feed.OfUser(userId))
        {
            if (device.RefreshedAt > _beganAt && PeerAddress.TryParse(device.Source, out var peer))
            {
                _isRegistered = true;
                _lines.Insert(0, new Attempt(
                    device.RefreshedAt.Value, AttemptOutcome.Registered, device.DomainId, userId, device.Extension, peer,
                    device.Transport ?? TransportProtocol.Udp, "REGISTER", "200 OK", $"{DeviceLabel.Of(device)} is registered"));
                return true;
            }
        }

        return false;
    }

    private void Conclude()
    {
        TakeArrived();
        _endsAt = null;
        var refused = _lines.Count(line => line.Outcome == AttemptOutcome.Refused);
        var silenced = _lines.Count(line => line.Outcome == AttemptOutcome.NotAnswered);
        _outcome = (_isRegistered, _lines.Count, refused, silenced) switch
        {
            (true, _, _, _) => "It has registered. The problem is solved.",
            (_, 0, _, _) => "Nothing came from it. It is off, has no network, or its messages do not reach this server: look at its server address, port and firewall.",
            (_, _, > 0, _) => $"It tried, and was refused {Times(refused)}: {_lines.Find(line => line.Outcome == AttemptOutcome.Refused)!.Meaning}.",
            (_, _, _, > 0) => $"It sent {Times(silenced)}, and was not answered: {_lines.Find(line => line.Outcome == AttemptOutcome.NotAnswered)!.Meaning}.",
            _ => "It was asked for its password, and never answered: no password is set in it, or our answers do not reach it.",
        };
    }

    private static string Times(int count) => count == 1 ? "once" : $"{count.ToString(CultureInfo.InvariantCulture)} times";

    private static string AnswerOf(Attempt attempt) => attempt.Answer.Length > 0 ? attempt.Answer : "No answer";

    private static string IconOf(AttemptOutcome outcome) => outcome switch
    {
        AttemptOutcome.Registered => PortalIcons.Check,
        AttemptOutcome.Challenged => PortalIcons.Lock,
        AttemptOutcome.NotAnswered => PortalIcons.KeptOut,
        AttemptOutcome.PutOff => PortalIcons.Late,
        _ => PortalIcons.Failing,
    };

    private static string ToneOf(AttemptOutcome outcome) => outcome switch
    {
        AttemptOutcome.Registered => "online",
        AttemptOutcome.Challenged => "asleep",
        AttemptOutcome.NotAnswered => "kept-out",
        AttemptOutcome.PutOff => "late",
        _ => "failing",
    };
}
