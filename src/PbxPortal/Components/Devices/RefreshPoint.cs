namespace PbxPortal.Components.Devices;

/// <summary>One REGISTER of a device that kept or made its registration.</summary>
/// <param name="At">When it was answered.</param>
/// <param name="GrantedSeconds">The lifetime that it was given; 0 where it is not known any more.</param>
public readonly record struct RefreshPoint(DateTimeOffset At, int GrantedSeconds);
