using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;

namespace PbxPortal.Accounts;

/// <summary>Lets an address try twenty passwords or set-up links a minute, whatever accounts it names.</summary>
/// <remarks>Guards itself; the base library's limiter forgets addresses that went quiet.</remarks>
internal sealed class SignInThrottle : IDisposable
{
    public const int TriesPerMinute = 20;

    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(source =>
        RateLimitPartition.GetSlidingWindowLimiter(source, _ => new SlidingWindowRateLimiterOptions
        {
            PermitLimit = TriesPerMinute,
            Window = TimeSpan.FromMinutes(1),
            SegmentsPerWindow = 6,
            QueueLimit = 0,
        }));

    public bool MayTry(IPAddress? address)
    {
        using var lease = _limiter.AttemptAcquire(SourceOf(address));
        return lease.IsAcquired;
    }

    public void Dispose() => _limiter.Dispose();

    /// <summary>An IPv6 subscriber owns a /64 at least, so its single addresses count as one.</summary>
    private static string SourceOf(IPAddress? address)
    {
        if (address is null)
        {
            return "";
        }

        if (address.AddressFamily is not AddressFamily.InterNetworkV6 || address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4().ToString();
        }

        return Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8));
    }
}
