using PbxPortal.Phones.Profiles;
using PbxPortal.Phones.Transport;

namespace PbxPortal.Phones;

/// <summary>Many simulated phones that are switched on and off together.</summary>
/// <remarks>Not thread-safe while phones are added; after that as thread-safe as the phones.</remarks>
public sealed class PhoneFleet : IAsyncDisposable
{
    private readonly List<SimulatedPhone> _phones = [];
    private readonly SharedSockets? _sharedSockets;

    /// <summary>Each phone with a socket of its own, as in the field.</summary>
    public PhoneFleet()
    {
    }

    /// <summary>All phones that speak UDP on so many sockets; one phone per user then.</summary>
    public PhoneFleet(int udpSockets)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(udpSockets);
        _sharedSockets = new SharedSockets(udpSockets);
    }

    public IReadOnlyList<SimulatedPhone> Phones => _phones;

    public SimulatedPhone Add(PhoneAccount account, PhoneProfile profile, PhoneIdentity identity, PhoneOptions options)
    {
        IPhoneSockets sockets = _sharedSockets is null ? OwnSockets.Instance : _sharedSockets;
        var phone = new SimulatedPhone(account, profile, identity, options, sockets);
        _phones.Add(phone);
        return phone;
    }

    /// <summary>Registers every phone once, so many at a time. Gives how many are registered.</summary>
    public async Task<int> RegisterAllAsync(int atOnce, CancellationToken cancellationToken)
    {
        var registered = 0;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(_phones, parallel, async (phone, cancellation) =>
        {
            if (await phone.RegisterAsync(cancellation) == PhoneState.Registered)
            {
                Interlocked.Increment(ref registered);
            }
        });
        return registered;
    }

    /// <summary>Cuts the power of all phones at once.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_phones.Select(phone => phone.DisposeAsync().AsTask()));
        if (_sharedSockets is not null)
        {
            await _sharedSockets.DisposeAsync();
        }
    }
}
