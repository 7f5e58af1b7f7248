using PbxPortal.Server.Directory;
using PbxPortal.Server.Location;
using PbxPortal.Server.Qualifying;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Diagnosis;

/// <summary>How a user stands at one moment, as far as problems go: reachable or not, and which devices are missing.</summary>
internal readonly ref struct UserStanding
{
    private UserStanding(User user, UserLocation? location, ReachTable reach, long now)
    {
        User = user;
        Location = location;
        foreach (var entry in location?.Devices ?? [])
        {
            if (entry.LiveBinding(now) is not { } binding)
            {
                continue;
            }

            Registered++;
            Encrypted += binding.Transport is TransportProtocol.Tls or TransportProtocol.Wss ? 1 : 0;
            IsReachable |= binding.IsReachable;
            IsAsleep |= !binding.IsReachable && binding.IsWokenByPush;
            HasSilent |= user.Domain.QualifySeconds is not null && binding.IsReachable && !binding.IsWokenByPush && reach.Summarize(binding).IsSilent;
        }
    }

    public User User { get; }

    public UserLocation? Location { get; }

    public int Registered { get; }

    public int Encrypted { get; }

    /// <summary>A call would find a device now.</summary>
    public bool IsReachable { get; }

    /// <summary>A device waits for push, without its connection.</summary>
    public bool IsAsleep { get; }

    /// <summary>A device is registered and leaves OPTIONS unanswered.</summary>
    public bool HasSilent { get; }

    public bool HasDevices => Location is { Devices.IsEmpty: false };

    /// <param name="now">Milliseconds on the monotonic clock.</param>
    public static UserStanding Of(User user, LocationTable table, ReachTable reach, long now) =>
        new(user, table.OfUser(user.Id), reach, now);

    public DomainCounts ToCounts() => !User.IsEnabled
        ? new DomainCounts(0, 0, 0, 0, Registered, Encrypted)
        : new DomainCounts(1, IsReachable ? 1 : 0, IsAsleep && !IsReachable ? 1 : 0, HasDevices ? 0 : 1, Registered, Encrypted);
}
