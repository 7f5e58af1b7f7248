using System.Globalization;
using PbxPortal.Sip.Messages;

namespace PbxPortal.Server.Proxying;

/// <summary>Why branches are stopped that have no final response yet (RFC 3261, 16.7, step 10).</summary>
/// <param name="Result">What they have come to by that.</param>
/// <param name="Reason">For the phones (RFC 3326); empty: none.</param>
/// <param name="Note">For the book of calls; may be empty.</param>
/// <remarks>Immutable.</remarks>
internal sealed record BranchStop(BranchResult Result, string Reason, string Note = "")
{
    /// <summary>RFC 3326; why the phones that did not answer stop ringing, so that they list no missed call.</summary>
    public static readonly BranchStop Elsewhere = new(BranchResult.Elsewhere, "SIP ;cause=200 ;text=\"Call completed elsewhere\"");

    public static readonly BranchStop CallerLost = new(
        BranchResult.Cancelled, "SIP ;cause=503 ;text=\"The caller lost the connection\"", "the caller lost the connection");

    /// <summary>A failure of ours.</summary>
    public static readonly BranchStop Abort = new(BranchResult.Cancelled, "SIP ;cause=500", "the server failed");

    public static BranchStop ByCaller(string reason) => new(BranchResult.Cancelled, reason);

    /// <param name="who">The device that refused for all.</param>
    /// <param name="status">6xx.</param>
    public static BranchStop Refused(string who, int status) => new(
        BranchResult.RefusedElsewhere,
        $"SIP ;cause={Text(status)}",
        status switch
        {
            StatusCode.Decline => $"declined on {who}",
            StatusCode.BusyEverywhere => $"busy everywhere, says {who}",
            _ => $"{Text(status)} from {who}",
        });

    private static string Text(int status) => status.ToString(CultureInfo.InvariantCulture);
}
