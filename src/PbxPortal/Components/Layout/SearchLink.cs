using PbxPortal.Components.Display;
using PbxPortal.Search;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Directory;

namespace PbxPortal.Components.Layout;

/// <summary>One line below the search field: what was found, and where it is.</summary>
/// <param name="Group">The heading it stands under.</param>
/// <param name="Status">Of a device; <c>null</c>: it is none.</param>
/// <remarks>Immutable.</remarks>
public sealed record SearchLink(string Group, string Icon, string Title, string Detail, string Address, DeviceStatus? Status = null)
{
    public const string Users = "Users";
    public const string Devices = "Devices";
    public const string Calls = "Calls";

    /// <summary>Shorter numbers are in nearly every call.</summary>
    private const int LeastDigits = 3;

    /// <summary>Users first, then devices; below each the way to all of them where there are more. With a number also the calls that have it.</summary>
    public static IEnumerable<SearchLink> Of(SearchResult result, string text)
    {
        var query = Uri.EscapeDataString(text);
        foreach (var user in result.Users)
        {
            yield return Of(user);
        }

        if (result.HasMoreUsers)
        {
            yield return new SearchLink(Users, PortalIcons.Search, $"All users with \"{text}\"", "", $"/users?q={query}");
        }

        foreach (var device in result.Devices)
        {
            yield return Of(device);
        }

        if (result.HasMoreDevices)
        {
            yield return new SearchLink(Devices, PortalIcons.Search, $"All devices with \"{text}\"", "", $"/devices?q={query}");
        }

        if (PhoneNumber.Normalize(text) is { Length: >= LeastDigits })
        {
            yield return new SearchLink(Calls, PortalIcons.Call, $"Calls with \"{text}\"", "", $"/calls?q={query}");
        }
    }

    private static SearchLink Of(User user) => new(
        Users,
        PortalIcons.User,
        DeviceLabel.UserOf(user.Extension, user.DisplayName),
        user.PhoneNumbers.IsEmpty ? user.Domain.Name : $"{user.Domain.Name} · {string.Join(", ", user.PhoneNumbers.Take(3))}",
        $"/users/{user.Id}");

    private static SearchLink Of(DeviceState device) => new(
        Devices,
        DeviceClassDisplay.IconOf(device.Class),
        DeviceLabel.Of(device),
        device.Source.Length == 0 ? DeviceLabel.UserOf(device) : $"{DeviceLabel.UserOf(device)} · {device.Source}",
        $"/devices/{device.DeviceId}",
        device.Status);
}
