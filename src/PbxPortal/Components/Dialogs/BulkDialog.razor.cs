using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using PbxPortal.Administration;
using PbxPortal.Components.Devices;
using PbxPortal.Components.Display;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Subscriptions;

namespace PbxPortal.Components.Dialogs;

/// <summary>Says what will happen to how many devices of which kind, does it one after another, and counts what came of it.</summary>
public sealed partial class BulkDialog : IDisposable
{
    /// <summary>More than this is confirmed by typing the number.</summary>
    public const int MostWithoutTyping = 20;

    /// <summary>A phone that does not answer takes half a minute, so several are told at once.</summary>
    private const int AtOnce = 8;

    private readonly CancellationTokenSource _closing = new();
    private KeepOut _keepOut = KeepOut.OneHour;
    private BulkRun? _run;
    private string _typed = "";
    private bool _isStopped;

    [Inject]
    public required IDeviceAdministration Administration { get; init; }

    /// <summary>As they stood when the dialog was opened.</summary>
    [Parameter, EditorRequired]
    public required IReadOnlyList<DeviceState> Devices { get; set; }

    [Parameter, EditorRequired]
    public BulkAction Action { get; set; }

    public void Dispose()
    {
        _closing.Cancel();
        _closing.Dispose();
    }

    private bool MustType => Devices.Count > MostWithoutTyping;

    private bool IsConfirmed => string.Equals(_typed.Trim(), Devices.Count.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private string Verb => Action switch
    {
        BulkAction.LogOut => "Log out",
        BulkAction.Reboot => "Reboot",
        _ => "Check sync",
    };

    private string Title => Action switch
    {
        BulkAction.LogOut => "Log out these devices?",
        BulkAction.Reboot => "Reboot these phones?",
        _ => "Let these phones fetch their settings?",
    };

    private string ByClass => string.Join(
        ", ", Devices.CountBy(device => device.Class).OrderBy(pair => pair.Key).Select(pair => $"{pair.Value} {DeviceClassDisplay.WordInSentence(pair.Key)}"));

    private string Consequence => Action switch
    {
        BulkAction.LogOut => $"Their bindings are removed now; calls no longer ring them. {Devices.Select(device => device.UserId).Distinct().Count()} users are concerned.",
        BulkAction.Reboot => "Calls on them end. Devices that cannot be told are left out and counted.",
        _ => "Some phones reboot when they are told; calls on them end. Devices that cannot be told are left out and counted.",
    };

    private void Close() => Dialog.Close();

    private void Stop() => _isStopped = true;

    private Task StartAsync() => RunAsync(async who =>
    {
        _run = new BulkRun();
        var waiting = new Queue<DeviceState>(Devices);
        var workers = Enumerable.Range(0, AtOnce).Select(_ => WorkAsync(who, waiting)).ToList();
        await Task.WhenAll(workers);
    });

    /// <summary>All workers run on the renderer's dispatcher, so that queue and counts need no lock.</summary>
    private async Task WorkAsync(ClaimsPrincipal who, Queue<DeviceState> waiting)
    {
        while (!_isStopped && !_closing.IsCancellationRequested && waiting.TryDequeue(out var device))
        {
            _run!.Note(await DoAsync(who, device));
            StateHasChanged();
        }
    }

    private async Task<string> DoAsync(ClaimsPrincipal who, DeviceState device)
    {
        try
        {
            if (Action == BulkAction.LogOut)
            {
                var outcome = await Administration.LogOutAsync(who, device.DeviceId, _keepOut, CancellationToken.None);
                return outcome is null ? "gone meanwhile" : outcome.WasRegistered ? "logged out" : "not registered any more";
            }

            var notice = Action == BulkAction.Reboot ? DeviceNotice.Reboot : DeviceNotice.CheckSync;
            if (NoticeRules.ObstacleTo(device, notice).Length > 0)
            {
                return "cannot be told";
            }

            return await Administration.NotifyAsync(who, device.DeviceId, notice, CancellationToken.None) switch
            {
                null => "gone meanwhile",
                { Result: NoticeResult.Answered, StatusCode: < 300 } => "told",
                { Result: NoticeResult.Answered } refused => string.Create(CultureInfo.InvariantCulture, $"refused with {refused.StatusCode} {refused.ReasonPhrase}"),
                { Result: NoticeResult.NotSent } => "cannot be told",
                _ => "no answer",
            };
        }
        catch (Exception failure) when (Failure.IsKnown(failure))
        {
            return $"failed: {Failure.Describe(failure)}";
        }
    }
}
