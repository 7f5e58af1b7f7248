using System.Net;
using System.Threading.RateLimiting;
using PbxPortal.Server.Admission;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Accounts;

/// <summary>
/// Lets an address try twenty passwords or links a minute, whatever accounts it names, and none at all while somebody has banned it.
/// </summary>
/// <remarks>Guards itself; the base library's limiter forgets addresses that went quiet.</remarks>
internal sealed class SignInThrottle(IAdmissionControl admission) : IDisposable
{
    public const int TriesPerMinute = 20;

    private readonly PartitionedRateLimiter<SourceNetwork?> _limiter = PartitionedRateLimiter.Create<SourceNetwork?, string>(source =>
        RateLimitPartition.GetSlidingWindowLimiter(source?.ToString() ?? "", _ => new SlidingWindowRateLimiterOptions
        {
            PermitLimit = TriesPerMinute,
            Window = TimeSpan.FromMinutes(1),
            SegmentsPerWindow = 6,
            QueueLimit = 0,
        }));

    /// <returns>Why the address may not try now, in words for whoever sits there; <c>null</c>: it may.</returns>
    public string? WhyNot(IPAddress? address)
    {
        if (IsBanned(address))
        {
            return "Nobody may sign in from your address at present. Ask an administrator of this portal.";
        }

        using var lease = _limiter.AttemptAcquire(SourceOf(address));
        return lease.IsAcquired ? null : "Too many tries from your address. Wait a minute, then try again.";
    }

    public void Dispose() => _limiter.Dispose();

    /// <summary>
    /// By a person only: the bans that phones with wrong passwords bring upon an office must not keep out the administrator who
    /// sits there and could mend them.
    /// </summary>
    private bool IsBanned(IPAddress? address)
    {
        if (address is null)
        {
            return false;
        }

        var peer = PeerAddress.From(address, 0);
        return admission.Bans.Any(ban => ban.By.Length > 0 && ban.User.Length == 0 && ban.Network.Contains(peer))
            && !admission.IsExempt(SourceNetwork.Of(peer));
    }

    private static SourceNetwork? SourceOf(IPAddress? address) =>
        address is null ? null : SourceNetwork.Of(PeerAddress.From(address, port: 0));
}
