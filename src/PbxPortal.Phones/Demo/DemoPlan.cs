using PbxPortal.Phones.Profiles;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Phones.Demo;

/// <summary>Who has which phones, and which of them misbehave.</summary>
/// <remarks>Confined to one thread; the same options give the same plan.</remarks>
internal sealed class DemoPlan
{
    private const int Office = 1;
    private const int Outside = 2;

    private static readonly PhoneProfile[] DeskPhones = [.. PhoneProfiles.All.Where(profile => profile.Class == PhoneClass.Desk)];

    private static readonly PhoneProfile[] SoftPhones = [.. PhoneProfiles.All.Where(profile => profile.Class == PhoneClass.Soft)];

    private static readonly PhoneProfile[] MobilePhones =
        [.. PhoneProfiles.All.Where(profile => profile.Class == PhoneClass.Mobile)];

    /// <summary>Dealt out in turn among the phones of a class; most phones are steady, as in the field.</summary>
    private static readonly Dictionary<PhoneClass, DemoHabit[]> Habits = new()
    {
        [PhoneClass.Desk] =
        [
            DemoHabit.Steady, DemoHabit.Steady, DemoHabit.Vanishing, DemoHabit.Steady, DemoHabit.Steady, DemoHabit.WrongPassword,
            DemoHabit.Steady, DemoHabit.Steady, DemoHabit.TooBrief, DemoHabit.Steady, DemoHabit.Steady, DemoHabit.Flapping,
            DemoHabit.Steady, DemoHabit.Steady, DemoHabit.NeverRefreshing, DemoHabit.Steady, DemoHabit.Steady, DemoHabit.Steady,
        ],
        [PhoneClass.Soft] = [DemoHabit.Steady, DemoHabit.ComingAndGoing, DemoHabit.Steady, DemoHabit.ComingAndGoing, DemoHabit.Steady],
        [PhoneClass.Mobile] = [DemoHabit.Moving, DemoHabit.Steady, DemoHabit.Vanishing, DemoHabit.Steady],
        [PhoneClass.WebRtc] = [DemoHabit.Steady, DemoHabit.ComingAndGoing],
    };

    private readonly DemoFleetOptions _options;
    private readonly SeededGenerator _generator;
    private readonly List<DemoDevice> _devices = [];

    private DemoPlan(DemoFleetOptions options)
    {
        _options = options;
        _generator = new SeededGenerator(options.Seed);
    }

    public static IReadOnlyList<DemoDevice> Of(DemoFleetOptions options)
    {
        var plan = new DemoPlan(options);
        plan.AddPeople();
        plan.AddThings();
        plan.AddStrangers();
        return plan._devices;
    }

    private void AddPeople()
    {
        var people = _options.Users.Where(user => !IsThing(user)).ToList();
        for (var index = 0; index < people.Count; index++)
        {
            foreach (var profile in PhonesOf(people[index], index))
            {
                Add(people[index], profile, NextHabitOf(profile.Class));
            }
        }
    }

    private DemoHabit NextHabitOf(PhoneClass phoneClass)
    {
        var habits = Habits[phoneClass];
        return habits[_devices.Count(device => device.Profile.Class == phoneClass) % habits.Length];
    }

    private void AddThings()
    {
        foreach (var user in _options.Users.Where(IsThing))
        {
            if (string.Equals(user.Department, "Doors", StringComparison.Ordinal))
            {
                Add(user, PhoneProfiles.AkuvoxR29, DemoHabit.Steady);
                continue;
            }

            // Both ports of the adapter are registered with the same user and password.
            var adapter = new PhoneIdentity(_generator);
            Add(user, PhoneProfiles.GrandstreamHt802, DemoHabit.Steady, adapter);
            Add(user, PhoneProfiles.GrandstreamHt802, DemoHabit.Steady, adapter with { Line = 2 });
            Add(user, PhoneProfiles.CiscoSpa122, DemoHabit.Vanishing);
        }
    }

    /// <summary>Phones that are not ours, or think that they belong elsewhere.</summary>
    private void AddStrangers()
    {
        var stranger = new DemoUser("199", "Old phone in the attic", "Nowhere", _generator.Hex(12), "");
        Add(stranger, PhoneProfiles.SnomD785, DemoHabit.UnknownUser);
        Add(_options.Users[^1], PhoneProfiles.AkuvoxR29, DemoHabit.WrongDomain);
    }

    private void Add(DemoUser user, PhoneProfile profile, DemoHabit habit, PhoneIdentity? identity = null)
    {
        var tuned = Tune(profile, habit);
        var family = _options.RegistrarFor(tuned.Transport).AddressFamily;
        _devices.Add(new DemoDevice(
            AccountOf(user, habit),
            tuned,
            identity ?? new PhoneIdentity(_generator),
            habit,
            DemoAddresses.Of(family, Office, _devices.Count),
            DemoAddresses.Of(family, Outside, _devices.Count),
            _options.Seed + _devices.Count));
    }

    private static bool IsThing(DemoUser user) => user.Department is "Doors" || user.DisplayName.StartsWith("Fax", StringComparison.Ordinal);

    /// <summary>A desk phone for everybody; for most people, but not for rooms, also an app on the computer or in the pocket.</summary>
    private IEnumerable<PhoneProfile> PhonesOf(DemoUser user, int index)
    {
        yield return DeskPhones[index % DeskPhones.Length];
        if (user.Department is "Rooms" or "Warehouse")
        {
            yield break;
        }

        if (index % 3 != 2)
        {
            // Every third person is left out; without the shift the same programs always would be, too.
            yield return SoftPhones[(index + (index / SoftPhones.Length)) % SoftPhones.Length];
        }

        if (index % 4 != 0)
        {
            yield return MobilePhones[index % MobilePhones.Length];
        }

        if (index % 8 == 3 && _options.WebSocketRegistrar is not null)
        {
            yield return PhoneProfiles.JsSip;
        }
    }

    private PhoneAccount AccountOf(DemoUser user, DemoHabit habit) => new(
        user.Extension,
        habit == DemoHabit.WrongDomain ? $"old.{_options.Domain}" : _options.Domain,
        habit == DemoHabit.WrongPassword ? "forgotten" : user.Password)
    {
        DisplayName = user.DisplayName,
    };

    /// <summary>Short times, so that there is something to see; whoever speaks TCP or TLS needs a server that does.</summary>
    private PhoneProfile Tune(PhoneProfile profile, DemoHabit habit) =>
        profile with
        {
            RequestedExpires = TimeSpan.FromSeconds(habit == DemoHabit.TooBrief ? 20 : 60 * _generator.Between(1, 10)),
            RefreshAfter = habit == DemoHabit.NeverRefreshing ? null : profile.RefreshAfter,
            Transport = TransportOf(profile),
        };

    /// <summary>A modern office encrypts some of its desk phones.</summary>
    private TransportProtocol TransportOf(PhoneProfile profile) => profile switch
    {
        { Transport: TransportProtocol.Ws } => TransportProtocol.Ws,
        { Class: PhoneClass.Desk } when _options.TlsRegistrar is not null && _devices.Count % 4 == 0 => TransportProtocol.Tls,
        _ => _options.TcpRegistrar is null ? TransportProtocol.Udp : profile.Transport,
    };
}
