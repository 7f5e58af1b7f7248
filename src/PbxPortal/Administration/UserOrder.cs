namespace PbxPortal.Administration;

/// <summary>One order for many users.</summary>
/// <param name="MaxDevices">For <see cref="UserAction.SetMaxDevices"/>; <c>null</c>: as in the domain.</param>
public sealed record UserOrder(UserAction Action, int? MaxDevices = null);
