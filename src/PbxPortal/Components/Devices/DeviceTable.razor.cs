using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using PbxPortal.Accounts;
using PbxPortal.Components.Live;

namespace PbxPortal.Components.Devices;

/// <summary>The rows of the devices page.</summary>
public sealed partial class DeviceTable
{
    private static readonly TimeSpan Glow = TimeSpan.FromMilliseconds(1200);

    private static readonly (DeviceSort Sort, string Title, string Class)[] Columns =
    [
        (DeviceSort.Status, "Status", "c-status"), (DeviceSort.User, "User", "c-user"), (DeviceSort.Device, "Device", "c-device"),
        (DeviceSort.Address, "Address", "c-address"), (DeviceSort.Transport, "Transport", "c-transport"), (DeviceSort.Expires, "Expires in", "c-expires"),
        (DeviceSort.NextRefresh, "Next refresh", "c-next"), (DeviceSort.Registered, "Registered since", "c-since"),
    ];

    [Inject]
    public required TimeProvider TimeProvider { get; init; }

    [Parameter, EditorRequired]
    public required DeviceList List { get; set; }

    [Parameter, EditorRequired]
    public required DeviceFilter Filter { get; set; }

    [Parameter, EditorRequired]
    public required DeviceSelection Selection { get; set; }

    [Parameter, EditorRequired]
    public required ClaimsPrincipal Who { get; set; }

    [Parameter]
    public EventCallback<DeviceSort> OnSort { get; set; }

    [Parameter]
    public EventCallback OnClear { get; set; }

    private bool MayControlAny => PortalAccess.HasAnywhere(Who, PortalRole.HelpDesk);

    private string ClassOf(LongTableRow<DeviceRow> drawn)
    {
        var row = drawn.Row;
        if (drawn.IsSeen)
        {
            List.NoteShown(row);
        }

        var glows = row.Revision > 0 && TimeProvider.GetUtcNow() - row.ChangedAt < Glow;
        var glow = !glows ? "" : row.Revision % 2 == 0 ? " glow-even" : " glow-odd";
        return $"mud-table-row device-row{glow}{(row.IsGone ? " gone" : "")}{(row.DeviceId == Filter.OpenDeviceId ? " open" : "")}";
    }
}
