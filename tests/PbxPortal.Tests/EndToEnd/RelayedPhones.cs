using PbxPortal.Phones;

namespace PbxPortal.Tests.EndToEnd;

/// <summary>Phones, each behind a relay of its own.</summary>
/// <remarks>Confined to one test.</remarks>
internal sealed class RelayedPhones : IAsyncDisposable
{
    private readonly List<BaresipPhone> _phones = [];
    private readonly List<LossyRelay> _relays = [];

    /// <summary>Starts the phone of this user behind the relay.</summary>
    public async Task<BaresipPhone> AddAsync(CallServer server, PhoneAccount account, LossyRelay relay)
    {
        _relays.Add(relay);
        var phone = await server.StartBaresipAsync(account, "udp", relay.ForPhone);
        _phones.Add(phone);
        return phone;
    }

    public void BeLossy() => _relays.ForEach(relay => relay.BeLossy());

    public async ValueTask DisposeAsync()
    {
        foreach (var phone in _phones)
        {
            await phone.DisposeAsync();
        }

        foreach (var relay in _relays)
        {
            await relay.DisposeAsync();
        }
    }
}
