using Microsoft.AspNetCore.Components;
using PbxPortal.Components.Display;
using PbxPortal.Server.Activity;

namespace PbxPortal.Components.Devices;

/// <summary>One device in the list; drawn when something in it has changed, and not with every rendering of the page.</summary>
public sealed partial class DeviceTableRow
{
    private DeviceState? _state;
    private (string Class, bool HasSelection, bool IsSelected, bool MayControl) _look;
    private bool _isChanged;

    [CascadingParameter]
    public required IDeviceRowActions Actions { get; set; }

    [Parameter, EditorRequired]
    public required DeviceRow Row { get; set; }

    [Parameter, EditorRequired]
    public string Class { get; set; } = "";

    /// <summary>There is a column of ticks.</summary>
    [Parameter]
    public bool HasSelection { get; set; }

    [Parameter]
    public bool IsSelected { get; set; }

    [Parameter]
    public bool MayControl { get; set; }

    protected override void OnParametersSet()
    {
        var look = (Class, HasSelection, IsSelected, MayControl);
        _isChanged = look != _look || !ReferenceEquals(_state, Row.State); // The state is replaced with every change.
        (_look, _state) = (look, Row.State);
    }

    protected override bool ShouldRender() => _isChanged;

    private static string LabelOf(DeviceState device) => $"{DeviceLabel.Of(device)}, {DeviceLabel.UserOf(device)}";

    private static string SecondLineOf(DeviceState device)
    {
        var word = DeviceClassDisplay.WordInSentence(device.Class);
        return device.Name.Length > 0 && device.Product.Length > 0 ? $"{word}, {device.Product}" : word;
    }

    private static string NatOf(DeviceState device) =>
        ContactAddress.BehindNat(device.Source, device.ContactUri) is { Length: > 0 } inside ? $"{inside} behind NAT" : "";

    private void Open() => Actions.Open(Row.DeviceId);
}
