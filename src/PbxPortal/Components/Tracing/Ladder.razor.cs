using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Components;
using PbxPortal.Server.Tracing;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Components.Tracing;

/// <summary>Messages as arrows between the phones and the server, with the text of the chosen one beside them.</summary>
/// <remarks>Every arrow is a button: its words say all that the picture shows, and the arrow keys lead from one to the next.</remarks>
public sealed partial class Ladder
{
    private ImmutableArray<LadderRow> _rows = [];
    private ImmutableArray<PeerAddress> _lanes = [];
    private bool _hasOthers;
    private long? _selected;

    /// <summary>Oldest first.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<TracedMessage> Messages { get; set; } = [];

    /// <summary>What the list of messages is called.</summary>
    [Parameter]
    public string Label { get; set; } = "Messages";

    /// <summary>The most telling message is open at first: the last refusal, else the first message. After that the reader chooses.</summary>
    protected override void OnParametersSet()
    {
        _rows = LadderRows.Of(Messages);
        var lanes = LadderRows.LanesOf(Messages);
        _hasOthers = lanes.Length > LadderRows.MostLanes;
        _lanes = [.. lanes.Take(LadderRows.MostLanes)];
        if (_selected is null || !Messages.Any(message => message.Number == _selected))
        {
            _selected = Messages.LastOrDefault(message => message.Note.Length > 0)?.Number ?? (Messages.Count > 0 ? Messages[0].Number : null);
        }
    }

    private TracedMessage? Selected => Messages.FirstOrDefault(message => message.Number == _selected);

    private string TextId => $"message-text-{_selected}";

    /// <summary>Two halves for each end: an arrow goes from the middle of one to the middle of another.</summary>
    private string Lanes => string.Create(CultureInfo.InvariantCulture, $"--halves: {2 * (_lanes.Length + 1)}");

    private static string IdOf(TracedMessage message) => string.Create(CultureInfo.InvariantCulture, $"message-{message.Number}");

    private static string MillisecondsOf(TracedMessage message) => message.At.ToString("'.'fff", CultureInfo.InvariantCulture);

    private static string WayOf(TracedMessage message) =>
        message.IsReceived ? $"from {message.Peer} to the server" : $"from the server to {message.Peer}";

    private static string TextOf(TimeSpan gap) => gap switch
    {
        { TotalMinutes: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{gap.TotalSeconds:0} s"),
        { TotalHours: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{gap.TotalMinutes:0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{gap.TotalHours:0} h"),
    };

    private static string NoteOf(LadderRow row) => row.Message.Repeats == 0
        ? row.Note
        : string.Create(CultureInfo.InvariantCulture, $"{row.Note} and {row.Message.Repeats} more like it within a second").TrimStart();

    private static string NoteOf(TracedMessage message) =>
        message.StatusCode > 0 ? $"Refused: {message.Note}." : $"{char.ToUpperInvariant(message.Note[0])}{message.Note[1..]}.";

    private static string ToneOf(LadderRow row) => row.Message.StatusCode switch
    {
        0 => row.IsRefusal ? "failing" : "",
        < StatusCode.BadRequest => "online",
        StatusCode.Unauthorized or StatusCode.ProxyAuthenticationRequired => row.IsRefusal ? "failing" : "",
        _ => "failing",
    };

    private bool IsSelected(LadderRow row) => row.Message.Number == _selected;

    private bool IsShared(int lane) => _hasOthers && lane == LadderRows.MostLanes - 1;

    private string TitleOf(int lane) => IsShared(lane) ? "others" : _lanes[lane].WithPort(0).ToString();

    private string PortOf(int lane) => IsShared(lane) ? "" : string.Create(CultureInfo.InvariantCulture, $":{_lanes[lane].Port}");

    private string PlaceOf(int lane) =>
        string.Create(CultureInfo.InvariantCulture, $"left: {100.0 * ((2 * lane) + 1) / (2 * (_lanes.Length + 1)):0.##}%");

    /// <summary>The first column is the time.</summary>
    private string SpanOf(LadderRow row) =>
        string.Create(CultureInfo.InvariantCulture, $"grid-column: {(2 * row.Lane) + 3} / {(2 * _lanes.Length) + 3}");
}
