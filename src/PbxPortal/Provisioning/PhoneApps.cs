using System.Collections.Immutable;
using Microsoft.Extensions.Options;

namespace PbxPortal.Provisioning;

/// <summary>The apps that can be set up, in the order in which they are offered.</summary>
/// <remarks>Immutable.</remarks>
public sealed class PhoneApps(IOptions<PublicOptions> options)
{
    public ImmutableArray<PhoneApp> All { get; } =
    [
        new LinphoneApp(),
        new GroundwireApp(),
        new GrandstreamWaveApp(),
        new SipneticApp(),
        new SessionTalkApp(options.Value.SessionTalkProvider),
        new ManualApp(),
    ];

    public PhoneApp? Find(string id) => All.FirstOrDefault(app => string.Equals(app.Id, id, StringComparison.Ordinal));
}
