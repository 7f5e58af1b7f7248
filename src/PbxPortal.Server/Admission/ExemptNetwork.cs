namespace PbxPortal.Server.Admission;

/// <summary>A network that is never limited or banned: an SBC, the office of a customer, a monitor.</summary>
/// <param name="Network">Which.</param>
/// <param name="Remark">What it is; may be empty.</param>
/// <param name="Since">When it was added; <c>null</c>: it stands in the settings.</param>
/// <param name="By">The portal account; empty for one in the settings.</param>
public sealed record ExemptNetwork(SourceNetwork Network, string Remark, DateTimeOffset? Since, string By)
{
    /// <summary>It can only be removed there.</summary>
    public bool IsInSettings => Since is null;
}
