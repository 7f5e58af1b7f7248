using PbxPortal.Server.Directory;

namespace PbxPortal.Administration;

/// <summary>How a ring order is written in files and told in the audit.</summary>
internal static class RingOrderWord
{
    public const string AllAtOnce = "all_at_once";
    public const string ByPriority = "by_priority";

    public static string Of(RingOrder order) => order == RingOrder.ByPriority ? ByPriority : AllAtOnce;

    /// <summary>In any case; <c>null</c>: it is neither.</summary>
    public static RingOrder? Read(string word) => word.ToLowerInvariant() switch
    {
        AllAtOnce => RingOrder.AllAtOnce,
        ByPriority => RingOrder.ByPriority,
        _ => null,
    };
}
