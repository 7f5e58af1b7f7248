using System.Collections.Immutable;
using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Components.Display;
using PbxPortal.Server.Admission;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Tracing;

namespace PbxPortal.Components.Pages;

/// <summary>Watches users and addresses, and shows their messages as they come.</summary>
public sealed partial class TracePage : IDisposable
{
    /// <summary>So often it looks for messages; it draws only when some came.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>More arrows than one reads; the files have all that is kept.</summary>
    private const int MostShown = 300;

    private ImmutableArray<TracedMessage> _messages = [];
    private IReadOnlyList<Trace> _traces = [];
    private ImmutableArray<TracedMessage> _refused = [];
    private TraceReading? _reading;
    private ClaimsPrincipal _who = new();
    private ITimer? _timer;
    private string _given = "";
    private string _subjectText = "";
    private string? _failure;
    private long? _shownId;
    private bool _isLoaded;

    [Inject]
    public required ITraceAdministration Traces { get; init; }

    [Inject]
    public required IUserDirectory Directory { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required TimeProvider TimeProvider { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    /// <summary>The trace that is open.</summary>
    [Parameter]
    public long? Id { get; set; }

    /// <summary>A user by id, to fill the form with, and to show whose refused registrations.</summary>
    [SupplyParameterFromQuery(Name = "user")]
    public long? UserId { get; set; }

    /// <summary>The same for an address.</summary>
    [SupplyParameterFromQuery(Name = "address")]
    public string? Address { get; set; }

    public void Dispose() => _timer?.Dispose();

    protected override async Task OnParametersSetAsync()
    {
        _who = (await Authentication).User;
        if (_shownId != Id)
        {
            (_shownId, _reading, _failure, _messages) = (Id, null, null, []);
        }

        TakeSubject();
        Look();
        Read();
        _isLoaded = true;
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            _timer = TimeProvider.CreateTimer(_ => _ = InvokeAsync(LookAgain), state: null, LookInterval, LookInterval);
        }
    }

    private static string StateOf(Trace trace)
    {
        var by = trace.Watchers.IsEmpty ? "" : $" by {string.Join(", ", trace.Watchers)}";
        return trace.IsOver ? "Over. What was kept can be read for an hour." : $"Watched{by}";
    }

    private static string Counts(TraceReading reading)
    {
        var all = reading.Messages.Length;
        var count = all == 1 ? "1 message" : string.Create(CultureInfo.InvariantCulture, $"{all} messages");
        count = all > MostShown ? $"{count}, the last {MostShown} are shown" : count;
        return reading.Hidden == 0 ? count : string.Create(CultureInfo.InvariantCulture, $"{count}; {reading.Hidden} of other domains are not shown");
    }

    private bool IsMine(Trace trace) =>
        !trace.IsOver && trace.Watchers.Contains(PortalAccess.NameOf(_who), StringComparer.Ordinal);

    private void TakeSubject()
    {
        (_given, _subjectText, _refused) = ("", "", []);
        if (UserId is { } userId && Directory.FindUser(userId) is { } user && PortalAccess.Has(_who, PortalRole.HelpDesk, user.Domain.Id))
        {
            _given = _subjectText = TraceSubject.Of(user).Text;
            _refused = Traces.FailuresOf(_who, userId) ?? [];
        }
        else if (SourceNetwork.TryParse(Address, out var source, out _))
        {
            _given = _subjectText = source.ToString();
            _refused = Traces.FailuresFrom(_who, source);
        }
    }

    private void LookAgain()
    {
        if (Look())
        {
            Read();
            StateHasChanged();
        }
    }

    /// <returns>Whether there is anything new to draw.</returns>
    private bool Look()
    {
        var traces = Traces.List(_who);
        if (traces.SequenceEqual(_traces, TraceLook.Instance))
        {
            return false;
        }

        _traces = traces;
        return true;
    }

    private void Read()
    {
        _reading = Id is { } id ? Traces.Read(_who, id) : null;
        _messages = _reading is { } reading
            ? [.. reading.Messages.OrderBy(message => message.At).ThenBy(message => message.Number).TakeLast(MostShown)]
            : [];
    }

    private void Open(Trace trace) => Navigation.NavigateTo(string.Create(CultureInfo.InvariantCulture, $"/trace/{trace.Id}"));

    private async Task WatchAgainAsync(Trace trace)
    {
        try
        {
            var start = await Traces.StartAsync(_who, new TraceOrder(trace.Subject.Text, UserId: trace.Subject.UserId), CancellationToken.None);
            _failure = start.Obstacle.Length > 0 ? start.Obstacle : null;
            if (start.Trace is { } started)
            {
                Open(started);
            }
        }
        catch (Exception failure) when (Failure.IsKnown(failure))
        {
            _failure = Failure.Describe(failure);
        }
    }

    private async Task LeaveAsync(Trace trace)
    {
        try
        {
            await Traces.LeaveAsync(_who, trace.Id, CancellationToken.None);
            _failure = null;
            Look();
            Read();
        }
        catch (Exception failure) when (Failure.IsKnown(failure))
        {
            _failure = Failure.Describe(failure);
        }
    }

    /// <summary>Traces that look the same in the list.</summary>
    private sealed class TraceLook : IEqualityComparer<Trace>
    {
        public static readonly TraceLook Instance = new();

        public bool Equals(Trace? x, Trace? y) =>
            x is not null && y is not null
            && (x.Id, x.EndsAt, x.IsOver, x.Count, x.Dropped) == (y.Id, y.EndsAt, y.IsOver, y.Count, y.Dropped)
            && x.Watchers.SequenceEqual(y.Watchers);

        public int GetHashCode(Trace obj) => obj.Id.GetHashCode();
    }
}
