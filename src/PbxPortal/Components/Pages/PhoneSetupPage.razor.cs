using System.Collections.Immutable;
using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using PbxPortal.Accounts;
using PbxPortal.Components.Display;
using PbxPortal.Components.Live;
using PbxPortal.Provisioning;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Directory;

namespace PbxPortal.Components.Pages;

/// <summary>Sets up one phone of one user: choose the app, show the code, and follow live what becomes of it.</summary>
public sealed partial class PhoneSetupPage : IAsyncDisposable
{
    private readonly Dictionary<long, DeviceState> _devices = [];
    private FeedWatch _watch = null!;
    private ClaimsPrincipal _who = new();
    private User? _user;
    private string _appId = "";
    private PublicSipAddress? _chosenServer;
    private NewPhoneSetup? _made;
    private PhoneSetup? _setup;
    private IReadOnlyList<PhoneSetup> _earlier = [];
    private string? _failure;
    private string _failureTitle = "";
    private string? _readFailure;
    private bool _isWorking; // A command, never a reading: what only looks must not take a click away.
    private int _readings; // A reading that another one, or a command, has overtaken is dropped.

    [Inject]
    public required IPhoneSetups Phones { get; init; }

    [Inject]
    public required PhoneApps Apps { get; init; }

    [Inject]
    public required IUserDirectory Directory { get; init; }

    [Inject]
    public required IRegistrationFeed Feed { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required TimeProvider TimeProvider { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    /// <summary>The user; left out: whoever is signed in.</summary>
    [Parameter]
    public long Id { get; set; }

    /// <summary>The app that is chosen already.</summary>
    [SupplyParameterFromQuery(Name = "app")]
    public string? WantedApp { get; set; }

    /// <summary>A set-up that was begun before.</summary>
    [SupplyParameterFromQuery(Name = "setup")]
    public long? WantedSetup { get; set; }

    public async ValueTask DisposeAsync()
    {
        Phones.Changed -= OnSetupChanged;
        Directory.Changed -= OnDirectoryChanged;
        await _watch.DisposeAsync();
    }

    protected override void OnInitialized()
    {
        _watch = new FeedWatch(Feed, TimeProvider, () => Drawn);
        _appId = Apps.Find(WantedApp ?? "")?.Id ?? Apps.All[0].Id;
        Phones.Changed += OnSetupChanged;
        Directory.Changed += OnDirectoryChanged;
    }

    protected override async Task OnParametersSetAsync()
    {
        _who = (await Authentication).User;
        ReadUser();
        await ReadAsync();
    }

    protected override void OnAfterRender(bool firstRender)
    {
        base.OnAfterRender(firstRender);
        if (firstRender)
        {
            _watch.Start(domainId => domainId == _user?.Domain.Id, Apply, failure => Fail("This page is not live any more.", failure.Message));
        }
    }

    private bool IsMine => Id == 0;

    private string BackAddress => IsMine ? "/my" : $"/users/{Id}";

    private string BackLabel => IsMine ? "My phones" : _user is { } user ? DeviceLabel.UserOf(user.Extension, user.DisplayName) : "The user";

    private Uri Portal => new(Navigation.BaseUri);

    private PhoneApp App => Apps.Find(_appId)!;

    private ImmutableArray<PublicSipAddress> Servers => _user is { } user ? Phones.ServersFor(App, user, Portal) : [];

    private PublicSipAddress? Server => _chosenServer is { } chosen && Servers.Contains(chosen) ? chosen : Servers.FirstOrDefault();

    /// <summary>The feed knows sooner than the record of the set-up, which follows within a second.</summary>
    private DeviceState? RegisteredDevice => _setup is not { Outcome: null or SetupOutcome.Registered } setup
        ? null
        : _devices.Values.FirstOrDefault(device => device.CredentialId == setup.CredentialId);

    private bool IsRegistered => RegisteredDevice is not null || _setup?.Outcome == SetupOutcome.Registered;

    private bool IsPending => _setup is { Outcome: null } && RegisteredDevice is null;

    /// <summary>Phones of the user that have begun to be refused since.</summary>
    private IReadOnlyList<DeviceState> Refused => !IsPending ? [] :
        [.. _devices.Values.Where(device => device.Status == DeviceStatus.Failing && device.Since >= _setup!.CreatedAt).OrderBy(device => device.DeviceId)];

    private int KeptOut => IsPending ? _devices.Values.Count(device => device.Status == DeviceStatus.KeptOut) : 0;

    private static string Describe(PhoneApp app) => app switch
    {
        ManualApp => "User name, password and server to type in.",
        { FetchesSettings: true } => "By a link that is good once; nobody sees the password.",
        _ => "The code itself holds the password.",
    };

    private PhoneApp AppOf(PhoneSetup setup) => Apps.Find(setup.App) ?? Apps.All[^1];

    private void ReadUser()
    {
        var id = IsMine ? PortalAccess.PhoneUserOf(_who) : Id;
        _user = id is { } known && Directory.FindUser(known) is { } user && PortalAccess.MaySetUp(_who, user) ? user : null;
    }

    private void Choose(string appId) => (_appId, _chosenServer, _failure) = (appId, null, null);

    private void ChooseServer(ChangeEventArgs change) =>
        _chosenServer = Servers.FirstOrDefault(server => string.Equals(server.ToString(), change.Value as string, StringComparison.Ordinal));

    private Task CreateAsync() => RunAsync("The set-up was not begun.", async () =>
    {
        if (await Phones.CreateAsync(_who, _user!.Id, App, Server, Portal, CancellationToken.None) is not { } made)
        {
            Fail("The set-up was not begun.", "There is no such user any more.");
        }
        else if (made.Setup is null)
        {
            Fail("The set-up was not begun.", string.Join(' ', made.Mistakes.Select(mistake => mistake.Message)));
        }
        else
        {
            _readings++;
            (_made, _setup) = (made, made.Setup);
            Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("setup", made.Setup.Id), replace: true);
        }
    });

    private Task CancelAsync() => RunAsync("The set-up was not cancelled.", async () =>
    {
        await Phones.CancelAsync(_who, _setup!.Id, CancellationToken.None);
        await ReadAsync();
    });

    private void StartAgain()
    {
        _readings++;
        (_made, _setup, _failure) = (null, null, null);
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("setup", (long?)null), replace: true);
    }

    private async Task ReadAsync()
    {
        if (_user is not { } user)
        {
            return;
        }

        var reading = ++_readings;
        try
        {
            var setup = (WantedSetup ?? _setup?.Id) is { } id && await Phones.FindAsync(_who, id, CancellationToken.None) is { } found && found.UserId == user.Id
                ? found
                : null;
            var all = await Phones.ListAsync(_who, user.Id, CancellationToken.None) ?? [];
            if (reading == _readings)
            {
                Take(setup, all);
            }
        }
        catch (Exception failure) when (Failure.IsKnown(failure))
        {
            _readFailure = Failure.Describe(failure);
        }
    }

    private void Take(PhoneSetup? setup, IReadOnlyList<PhoneSetup> all)
    {
        (_setup, _readFailure) = (setup, null);
        if (_made?.Setup?.Id != setup?.Id)
        {
            _made = null;
        }

        _earlier = [.. all.Where(earlier => earlier.Outcome is null)];
    }

    private void OnSetupChanged(long setupId) => _ = InvokeAsync(async () =>
    {
        if (_setup?.Id == setupId)
        {
            await ReadAsync();
            StateHasChanged();
        }
    });

    private void OnDirectoryChanged(DirectoryChange change) => _ = InvokeAsync(() =>
    {
        ReadUser();
        StateHasChanged();
    });

    private void Apply(FeedBatch batch)
    {
        var isNews = batch.IsReset;
        if (batch.IsReset)
        {
            _devices.Clear();
        }

        foreach (var device in batch.Changed.Where(device => device.UserId == _user?.Id))
        {
            _devices[device.DeviceId] = device;
            isNews = true;
        }

        foreach (var id in batch.Removed)
        {
            isNews |= _devices.Remove(id);
        }

        if (isNews)
        {
            StateHasChanged();
        }
    }

    private void Fail(string title, string failure)
    {
        (_failureTitle, _failure) = (title, failure);
        StateHasChanged();
    }

    private async Task RunAsync(string title, Func<Task> command)
    {
        if (_isWorking)
        {
            return; // The second click of a double one: there is one code, and it is shown once.
        }

        try
        {
            (_isWorking, _failure) = (true, null);
            await command();
        }
        catch (Exception failure) when (Failure.IsKnown(failure))
        {
            (_failureTitle, _failure) = (title, Failure.Describe(failure));
        }
        finally
        {
            _isWorking = false;
        }
    }
}
