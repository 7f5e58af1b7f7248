using System.Net;
using PbxPortal.Phones.Profiles;

namespace PbxPortal.Phones.Demo;

/// <summary>One phone of the demo: whose it is, which product, where it stands and what it does.</summary>
/// <remarks>Immutable.</remarks>
/// <param name="Elsewhere">Where a moving phone goes and comes back from.</param>
/// <param name="Seed">For its own choices, so that they do not depend on what other phones do.</param>
internal sealed record DemoDevice(
    PhoneAccount Account,
    PhoneProfile Profile,
    PhoneIdentity Identity,
    DemoHabit Habit,
    IPEndPoint Home,
    IPEndPoint Elsewhere,
    int Seed);
