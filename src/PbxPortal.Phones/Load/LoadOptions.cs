using System.Net;
using PbxPortal.Phones.Profiles;

namespace PbxPortal.Phones.Load;

/// <summary>What a load run is asked to do.</summary>
/// <remarks>Immutable; checked by <see cref="LoadCommand"/>.</remarks>
internal sealed record LoadOptions
{
    public required IPEndPoint Target { get; init; }

    public required IReadOnlyList<PhasePlan> Phases { get; init; }

    public required LoadMix Mix { get; init; }

    public string Domain { get; init; } = "localhost";

    /// <summary><c>null</c>: whatever realm the registrar names.</summary>
    public string? Realm { get; init; }

    public int Users { get; init; } = 1000;

    public int Devices { get; init; } = 3;

    public int FirstUser { get; init; } = 100_000;

    /// <summary><c>{user}</c> stands for the user's number.</summary>
    public string Password { get; init; } = "pw-{user}";

    public IReadOnlyList<PhoneProfile> Products { get; init; } = PhoneProfiles.All;

    /// <summary>How many operations are under way at once in the closed loop.</summary>
    public int Window { get; init; } = 64;

    /// <summary>Operations per second in the open loop; 0 for the closed loop.</summary>
    public double Rate { get; init; }

    /// <summary>How long a binding is asked for: one value, or any value from the first to the second.</summary>
    public (int Shortest, int Longest) Expires { get; init; } = (3600, 3600);

    public int LapseSeconds { get; init; } = 60;

    /// <summary>When a phase starts nothing more, whatever its plan says.</summary>
    public TimeSpan LongestPhase { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Timer F: when a request is given up (RFC 3261, 17.1.2.2).</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(32);

    /// <summary>Local sockets, each on an address of its own when the target is on loopback.</summary>
    public int Sources { get; init; } = 4;

    /// <summary>Looks for answers at this interval and does not ask to be woken by them; zero to be woken.</summary>
    public TimeSpan Poll { get; init; }

    public int Seed { get; init; } = 1;

    public bool PrefersSha256 { get; init; }

    /// <summary>Whether the 200s are read: own contact listed, granted time right.</summary>
    public bool Verifies { get; init; }

    public string? LedgerPath { get; init; }

    /// <summary>Whether the run ends when the registrar's port refuses, as in a crash test.</summary>
    public bool EndsWhenGone { get; init; }

    public int? ServerProcess { get; init; }

    public bool IsJson { get; init; }

    public string Label { get; init; } = "";

    public int Phones => Users * Devices;

    /// <summary>Reading every 200 costs the generator time, so it is done only when somebody wants to know.</summary>
    public bool ReadsContacts => Verifies || LedgerPath is not null || Phases.Any(plan => plan.Kind == PhaseKind.Expiry);
}
