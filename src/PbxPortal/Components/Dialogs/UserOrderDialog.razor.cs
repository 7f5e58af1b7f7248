using System.Globalization;
using Microsoft.AspNetCore.Components;
using PbxPortal.Administration;
using PbxPortal.Server.Activity;

namespace PbxPortal.Components.Dialogs;

/// <summary>One order for many users: what it means, how far it is, what came of it for each.</summary>
public sealed partial class UserOrderDialog : IProgress<int>, IDisposable
{
    /// <summary>For more users than these the number must be typed: nobody changes a thousand by a click too many.</summary>
    private const int MostWithoutTyping = 20;

    private readonly CancellationTokenSource _stopping = new();
    private IReadOnlyList<GeneratedPassword> _passwords = [];
    private BatchResult? _result;
    private string? _typed = "";
    private long? _shelved;
    private int? _maxDevices;
    private int _registered;
    private int _done;
    private bool _isMistyped;
    private bool _isStopping;

    [Inject]
    public required IUserBatch Users { get; init; }

    [Inject]
    public required IPasswordShelf Shelf { get; init; }

    [Inject]
    public required IRegistrationFeed Feed { get; init; }

    [Parameter, EditorRequired]
    public IReadOnlyList<long> UserIds { get; set; } = [];

    [Parameter, EditorRequired]
    public UserAction Action { get; set; }

    public void Dispose()
    {
        _stopping.Cancel(); // The reader has gone: what is done stays, the rest is left.
        _stopping.Dispose();
    }

    /// <summary>Called by the order as it goes on.</summary>
    public void Report(int value) => _ = InvokeAsync(() =>
    {
        _done = value;
        StateHasChanged();
    });

    protected override void OnInitialized()
    {
        if (Action is UserAction.Disable or UserAction.Delete)
        {
            _registered = UserIds.Sum(id => Feed.OfUser(id).Count(device => device.IsRegistered));
        }
    }

    private bool NeedsNumber => UserIds.Count > MostWithoutTyping;

    private double Percent => UserIds.Count == 0 ? 100 : 100.0 * _done / UserIds.Count;

    private string Count => Counted(UserIds.Count);

    private static string Counted(int users) => users == 1 ? "1 user" : $"{users:N0} users";

    private string Title => _result is null ? $"{Verb}: {Count}" : $"{Verb}: done";

    private string Verb => Action switch
    {
        UserAction.Enable => "Enable",
        UserAction.Disable => "Disable",
        UserAction.SetMaxDevices => "Set most devices",
        UserAction.NewPassword => "Make new passwords",
        _ => "Delete",
    };

    private string DoneWord => Action switch
    {
        UserAction.Enable => "enabled",
        UserAction.Disable => "disabled",
        UserAction.SetMaxDevices => "changed",
        UserAction.NewPassword => "with a new password",
        _ => "deleted",
    };

    private string Meaning => Action switch
    {
        UserAction.Enable => "Their phones come back at their next attempt.",
        UserAction.Disable => "No phone of theirs can register until they are enabled again. Nothing else is lost.",
        UserAction.SetMaxDevices => "So many devices of each may be registered at the same time.",
        UserAction.NewPassword =>
            "Each gets a new password, on a sheet that is shown once. Phones with the old one stay registered until they refresh, "
            + "and are refused from then on. Devices with a password of their own stay.",
        _ => "They go for good, with devices, names, blocks and passwords. The activity stays. Calls to them find nobody.",
    };

    private async Task OrderAsync()
    {
        _isMistyped = NeedsNumber
            && !string.Equals(_typed?.Trim(), UserIds.Count.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        if (!_isMistyped)
        {
            await CarryOutAsync();
        }
    }

    private Task CarryOutAsync() => RunAsync(async who =>
    {
        _result = await Users.RunAsync(who, new UserOrder(Action, _maxDevices), UserIds, this, _stopping.Token);
        _passwords = [.. _result.Passwords];
        _shelved = Shelf.Put(who, $"New passwords of {Counted(_passwords.Count)}", _passwords); // Also when the page has gone meanwhile.
    });

    private async Task CloseAsync()
    {
        if (_shelved is { } id)
        {
            Shelf.Take((await Authentication).User, id);
        }

        Dialog.Close();
    }

    private async Task StopAsync()
    {
        _isStopping = true;
        await _stopping.CancelAsync();
    }
}
