using System.Net;
using PbxPortal.Phones;
using PbxPortal.Phones.Profiles;

namespace PbxPortal.Tests.EndToEnd;

/// <summary>Phones that register, refresh, move and log out as fast as they like until their power is cut.</summary>
internal sealed class RegistrationLoad : IAsyncDisposable
{
    /// <summary>All of them are known again by instance or token: a plain phone that moves leaves its old binding behind.</summary>
    private static readonly PhoneProfile[] Profiles =
    [
        PhoneProfiles.GrandstreamGxp2170, PhoneProfiles.XLite, PhoneProfiles.LinphoneAndroid, PhoneProfiles.Cisco8841,
    ];

    private readonly CancellationTokenSource _powerCut = new();
    private readonly PhoneFleet _fleet = new();
    private readonly BindingLedger _ledger;
    private readonly List<Task> _days = [];

    public RegistrationLoad(IPEndPoint registrar, IReadOnlyList<PhoneAccount> accounts, BindingLedger ledger, int seed)
    {
        _ledger = ledger;
        var options = new PhoneOptions { Registrar = registrar, OnAnswer = ledger.Note };
        var identities = new SeededGenerator(seed: 11); // The same devices in every round.
        for (var index = 0; index < accounts.Count; index++)
        {
            var profile = Profiles[index % Profiles.Length] with { RequestedExpires = TimeSpan.FromSeconds(1800 + index) };
            var phone = _fleet.Add(accounts[index], profile, new PhoneIdentity(identities), options);
            _days.Add(LiveAsync(phone, new SeededGenerator((seed * accounts.Count) + index), _powerCut.Token));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _powerCut.CancelAsync();
        await _fleet.DisposeAsync();
        await Task.WhenAll(_days);
        foreach (var phone in _fleet.Phones)
        {
            _ledger.NoteUnanswered(phone);
        }

        _powerCut.Dispose();
    }

    private static async Task LiveAsync(SimulatedPhone phone, SeededGenerator generator, CancellationToken powerCut)
    {
        try
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(generator.Between(10, 700)), powerCut);
                await (generator.Next(10) switch
                {
                    < 2 => phone.LogOutAsync(powerCut),
                    2 => phone.MoveAsync(powerCut),
                    3 => phone.VanishAsync(powerCut),
                    _ => phone.RegisterAsync(powerCut),
                });
            }
        }
        catch (OperationCanceledException)
        {
            // The power is cut.
        }
    }
}
