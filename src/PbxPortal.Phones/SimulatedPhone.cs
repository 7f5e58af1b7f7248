using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using PbxPortal.Phones.Messages;
using PbxPortal.Phones.Profiles;
using PbxPortal.Phones.Transport;

namespace PbxPortal.Phones;

/// <summary>A phone that registers over a real socket as its product does, refreshes, moves, logs out or vanishes.</summary>
/// <remarks>
/// All it does happens on one loop, in the order of the calls; its public members may be used from anywhere. What nobody told it
/// to do (refresh, try again, notice that its time ran out) it does when the clock of its options says so.
/// </remarks>
public sealed class SimulatedPhone : IAsyncDisposable
{
    private const int MostOrders = 16;

    private readonly IPhoneSockets _sockets;
    private readonly CancellationTokenSource _powerCut = new();
    private readonly PhoneStateSignal _state = new();
    private readonly Task _living;
    private readonly Channel<PhoneOrder> _orders = Channel.CreateBounded<PhoneOrder>(MostOrders);
    private volatile PhoneOptions _options; // Written by the loop, read by anybody.
    private PhoneSocket? _socket;
    private volatile RegisterSequence? _sequence; // Written by the loop, read by whoever asks for Unanswered.
    private volatile RegisterAnswer? _lastAnswer; // Written by the loop, read by anybody.
    private DateTimeOffset? _nextTurnAt;
    private Task<bool>? _waitingForOrder;

    public SimulatedPhone(PhoneAccount account, PhoneProfile profile, PhoneIdentity identity, PhoneOptions options)
        : this(account, profile, identity, options, OwnSockets.Instance)
    {
    }

    internal SimulatedPhone(
        PhoneAccount account,
        PhoneProfile profile,
        PhoneIdentity identity,
        PhoneOptions options,
        IPhoneSockets sockets)
    {
        Account = account;
        Profile = profile;
        Identity = identity;
        _options = options;
        _sockets = sockets;
        _living = LiveAsync(_powerCut.Token);
    }

    public PhoneAccount Account { get; }

    public PhoneProfile Profile { get; }

    public PhoneIdentity Identity { get; }

    /// <summary>As given; only <see cref="PhoneOptions.Local"/> changes when the phone moves.</summary>
    public PhoneOptions Options => _options;

    public PhoneState State => _state.Current;

    /// <summary><c>null</c> until the first REGISTER is answered or given up.</summary>
    public RegisterAnswer? LastAnswer => _lastAnswer;

    /// <summary>A REGISTER that went out and was not answered yet: only the registrar knows whether it took effect.</summary>
    public RegisterAttempt? Unanswered => _sequence?.Unanswered;

    /// <summary>Registers now, for the first time or as a refresh. Gives the state that it ended in.</summary>
    public Task<PhoneState> RegisterAsync(CancellationToken cancellationToken) =>
        OrderAsync(PhoneOrderKind.Register, cancellationToken);

    /// <summary>Comes from another port and with another Call-ID, as after a change of network, and registers.</summary>
    public Task<PhoneState> MoveAsync(CancellationToken cancellationToken) =>
        MoveAsync(new IPEndPoint(Options.Local.Address, 0), cancellationToken);

    /// <summary>Comes from this address and with another Call-ID, as after a change of network, and registers.</summary>
    public Task<PhoneState> MoveAsync(IPEndPoint to, CancellationToken cancellationToken) =>
        OrderAsync(PhoneOrderKind.Move, cancellationToken, to);

    /// <summary>Takes its binding back with <c>Expires: 0</c>.</summary>
    public Task<PhoneState> LogOutAsync(CancellationToken cancellationToken) => OrderAsync(PhoneOrderKind.LogOut, cancellationToken);

    /// <summary>Stops without a word; <see cref="RegisterAsync"/> brings it back with a new socket and Call-ID.</summary>
    public Task<PhoneState> VanishAsync(CancellationToken cancellationToken) => OrderAsync(PhoneOrderKind.Vanish, cancellationToken);

    /// <summary>Ends when the phone reaches this state, even if it leaves it again at once.</summary>
    public Task WaitForStateAsync(PhoneState state, CancellationToken cancellationToken) =>
        _state.WaitForAsync(state, cancellationToken);

    /// <summary>Cuts the power: the phone says nothing more, in the middle of an exchange if need be.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_powerCut.IsCancellationRequested)
        {
            return;
        }

        await _powerCut.CancelAsync();
        await _living;
        await CloseSocketAsync();
        _powerCut.Dispose();
    }

    private async Task<PhoneState> OrderAsync(PhoneOrderKind kind, CancellationToken cancellationToken, IPEndPoint? to = null)
    {
        var done = new TaskCompletionSource<PhoneState>(TaskCreationOptions.RunContinuationsAsynchronously);
        var order = new PhoneOrder(kind, done, to);
        await _orders.Writer.WriteAsync(order, cancellationToken);
        return await order.Done.Task.WaitAsync(cancellationToken);
    }

    private async Task LiveAsync(CancellationToken powerCut)
    {
        try
        {
            while (true)
            {
                await TakeTurnAsync(powerCut);
            }
        }
        catch (OperationCanceledException)
        {
            // The power is cut.
        }
        finally
        {
            _orders.Writer.Complete();
            while (_orders.Reader.TryRead(out var order))
            {
                order.Done.TrySetCanceled(CancellationToken.None);
            }
        }
    }

    private async Task TakeTurnAsync(CancellationToken powerCut)
    {
        var order = await NextOrderAsync(powerCut);
        try
        {
            await ObeyAsync(order, powerCut);
            order?.Done.TrySetResult(State);
        }
        finally
        {
            order?.Done.TrySetCanceled(powerCut);
        }
    }

    /// <summary>The next order; <c>null</c> when the phone's own next turn comes first.</summary>
    private async Task<PhoneOrder?> NextOrderAsync(CancellationToken powerCut)
    {
        // Kept from turn to turn: a phone that nobody orders about would pile up waiters in the channel.
        _waitingForOrder ??= _orders.Reader.WaitToReadAsync(powerCut).AsTask();
        var delay = _nextTurnAt - Options.TimeProvider.GetUtcNow() ?? Timeout.InfiniteTimeSpan;
        if (delay > TimeSpan.Zero || _nextTurnAt is null)
        {
            // Running out of time is the usual case here and no exception.
            await ((Task)_waitingForOrder)
                .WaitAsync(delay, Options.TimeProvider, powerCut)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            powerCut.ThrowIfCancellationRequested();
        }

        if (_waitingForOrder.IsCompleted)
        {
            _waitingForOrder = null;
        }

        return _orders.Reader.TryRead(out var order) ? order : null;
    }

    private Task ObeyAsync(PhoneOrder? order, CancellationToken powerCut) => order?.Kind switch
    {
        PhoneOrderKind.Register => RegisterNowAsync(retired: null, powerCut),
        PhoneOrderKind.Move => MoveNowAsync(order.To!, powerCut),
        PhoneOrderKind.LogOut => LogOutNowAsync(powerCut),
        PhoneOrderKind.Vanish => VanishNowAsync(),
        PhoneOrderKind.Reconnect => ReconnectAsync(),
        _ => TakeOwnTurnAsync(powerCut),
    };

    /// <summary>The time to refresh or to try again has come, or the granted time of a phone that does not refresh is over.</summary>
    private Task TakeOwnTurnAsync(CancellationToken powerCut)
    {
        if (_nextTurnAt is null)
        {
            return Task.CompletedTask;
        }

        if (State == PhoneState.Registered && Profile.RefreshAfter is null)
        {
            _nextTurnAt = null;
            _state.Set(PhoneState.Expired);
            return Task.CompletedTask;
        }

        return RegisterNowAsync(retired: null, powerCut);
    }

    private async Task MoveNowAsync(IPEndPoint to, CancellationToken powerCut)
    {
        var old = _sequence is { } sequence && State == PhoneState.Registered ? sequence.Contact : null;
        await CloseSocketAsync();
        _options = _options with { Local = to };
        await RegisterNowAsync(Profile.RetiresOldContact ? old : null, powerCut);
    }

    private async Task LogOutNowAsync(CancellationToken powerCut)
    {
        if (_sequence is not { } sequence)
        {
            return;
        }

        var answer = await sequence.SendAsync(TimeSpan.Zero, retired: null, powerCut);
        _nextTurnAt = null;
        Note(answer);
        _state.Set(answer.IsAccepted ? PhoneState.LoggedOut : PhoneState.Failed);
    }

    private async Task VanishNowAsync()
    {
        await CloseSocketAsync();
        _nextTurnAt = null;
        _state.Set(PhoneState.Vanished);
    }

    /// <summary>The registrar has ended the connection; a phone that wants to be reached opens another one soon.</summary>
    private async Task ReconnectAsync()
    {
        if (_socket is not { IsClosedByPeer: true })
        {
            return; // It has moved since.
        }

        await CloseSocketAsync();
        if (State is PhoneState.Registered or PhoneState.Failed)
        {
            _nextTurnAt = Options.TimeProvider.GetUtcNow() + Options.ReconnectInterval;
            _state.Set(PhoneState.Failed);
        }
    }

    private async Task RegisterNowAsync(PhoneContact? retired, CancellationToken powerCut)
    {
        if (State != PhoneState.Registered)
        {
            _state.Set(PhoneState.Registering);
        }

        var answer = await OpenSequenceAsync(powerCut) is { } sequence
            ? await sequence.SendAsync(Profile.RequestedExpires, retired, powerCut)
            : null;
        if (answer is { IsAccepted: true, GrantedSeconds: > 0 })
        {
            Rest(answer.GrantedSeconds);
            Note(answer);
            _state.Set(PhoneState.Registered);
        }
        else
        {
            await FailAsync(answer);
        }
    }

    /// <summary>When to refresh: at the phone's habit, or, if it has none, never; it then only notices the end.</summary>
    private void Rest(int grantedSeconds)
    {
        var now = Options.TimeProvider.GetUtcNow();
        _nextTurnAt = now + (TimeSpan.FromSeconds(grantedSeconds) * (Profile.RefreshAfter ?? 1));
    }

    /// <summary>Without an answer the phone starts afresh, for its connection may be the reason.</summary>
    private async Task FailAsync(RegisterAnswer? answer)
    {
        var now = Options.TimeProvider.GetUtcNow();
        _nextTurnAt = now + (answer?.RetryAfter ?? Options.RetryInterval);
        if (answer is null or { StatusCode: 0 })
        {
            await CloseSocketAsync();
        }

        if (answer is not null)
        {
            Note(answer);
        }

        _state.Set(PhoneState.Failed);
    }

    private void Note(RegisterAnswer answer)
    {
        _lastAnswer = answer;
        Options.OnAnswer?.Invoke(this, answer);
    }

    /// <summary>The sequence in use; a new one on a new socket when there is none. <c>null</c> when nobody takes the connection.</summary>
    private async Task<RegisterSequence?> OpenSequenceAsync(CancellationToken powerCut)
    {
        if (_socket is not null)
        {
            return _sequence;
        }

        try
        {
            _socket = await _sockets.TakeAsync(Options, Profile.Transport, powerCut);
        }
        catch (Exception exception) when (exception is SocketException or PhoneSocketException)
        {
            return null;
        }

        _socket.ClosedByPeer += OnClosedByPeer;
        _sequence = new RegisterSequence(Account, Profile, Identity, Options, _socket);
        return _sequence;
    }

    /// <summary>On the loop of the socket, which must not wait; a full channel has other work for the phone anyway.</summary>
    private void OnClosedByPeer()
    {
        var done = new TaskCompletionSource<PhoneState>(TaskCreationOptions.RunContinuationsAsynchronously);
        _orders.Writer.TryWrite(new PhoneOrder(PhoneOrderKind.Reconnect, done));
    }

    private async Task CloseSocketAsync()
    {
        if (_socket is { } socket)
        {
            _socket = null;
            socket.ClosedByPeer -= OnClosedByPeer;
            await _sockets.GiveBackAsync(socket);
        }
    }
}
