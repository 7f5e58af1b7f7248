using Microsoft.AspNetCore.Components;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Location;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Components.Dialogs;

/// <summary>Names exactly the one device, asks for how long it stays out, logs it out and shows what was done, step by step.</summary>
public sealed partial class LogOutDialog
{
    private KeepOut _keepOut = KeepOut.OneHour;
    private LogOutOutcome? _outcome;
    private int _others;

    /// <summary>A phone user logs his own device out. He keeps it out as he likes, and only who manages him lets it in again.</summary>
    private bool _isOwn;

    [Inject]
    public required IDeviceAdministration Devices { get; init; }

    [Inject]
    public required IRegistrationFeed Feed { get; init; }

    /// <summary>As it stood when the dialog was opened.</summary>
    [Parameter, EditorRequired]
    public required DeviceState Device { get; set; }

    protected override async Task OnInitializedAsync()
    {
        _others = Feed.OfUser(Device.UserId).Count(other => other.IsRegistered && other.DeviceId != Device.DeviceId);
        _isOwn = PortalAccess.IsHimself((await Authentication).User, Device.UserId);
    }

    private string WhatHappens =>
        Device.Transport is TransportProtocol.Udp or null
            ? "Its binding is removed now; calls no longer ring it."
            : "Its binding is removed now, calls no longer ring it, and its connection is closed.";

    private string OthersBefore => _others switch
    {
        0 => $"No other device of {Device.Extension} is registered: calls will not reach this user.",
        1 => $"The other device of {Device.Extension} stays registered.",
        _ => $"The other {_others} devices of {Device.Extension} stay registered.",
    };

    private string OthersAfter(int others) => others switch
    {
        0 => $"{Device.Extension} has no registered device now.",
        1 => $"{Device.Extension} still has 1 registered device.",
        _ => $"{Device.Extension} still has {others} registered devices.",
    };

    private void Close() => Dialog.Close();

    private Task LogOutAsync() => RunAsync(async who =>
    {
        _outcome = await Devices.LogOutAsync(who, Device.DeviceId, _keepOut, CancellationToken.None);
        if (_outcome is null)
        {
            Mistakes = FieldMistakes.OfWhole("The device is gone: forgotten, or its user was deleted.");
        }
    });
}
