using PbxPortal.Server.Activity;

namespace PbxPortal.Components.Display;

/// <summary>What a device and its user are called on the pages.</summary>
public static class DeviceLabel
{
    /// <summary>The name that somebody gave it, else the product, else what it said of itself.</summary>
    public static string Of(DeviceState device) => device switch
    {
        { Name.Length: > 0 } => device.Name,
        { Product.Length: > 0 } => device.Product,
        { UserAgent.Length: > 0 } => device.UserAgent,
        _ => "Unknown device",
    };

    /// <summary>For example <c>3516 Reception</c>.</summary>
    public static string UserOf(DeviceState device) => UserOf(device.Extension, device.DisplayName);

    public static string UserOf(string extension, string displayName) =>
        displayName.Length == 0 || string.Equals(displayName, extension, StringComparison.Ordinal) ? extension : $"{extension} {displayName}";
}
