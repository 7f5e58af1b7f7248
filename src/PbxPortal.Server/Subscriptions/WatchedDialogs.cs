using System.Collections.Immutable;
using PbxPortal.Server.Calls;
using PbxPortal.Server.Directory;

namespace PbxPortal.Server.Subscriptions;

/// <summary>The dialogs of one user as one subscriber hears of them.</summary>
/// <remarks>Guarded by the lock of the <see cref="SubscriptionKeeper"/>.</remarks>
/// <param name="seesAll">All dialogs with both ends; otherwise a lamp.</param>
internal sealed class WatchedDialogs(
    long userId, bool seesAll, ICalls calls, UserDirectory directory, TimeProvider timeProvider) : WatchedState
{
    /// <summary>Calls that ended within the second in which he is not told; of more he hears that they ended, not how.</summary>
    private const int MostEnded = 50;

    private readonly List<Call> _ended = [];
    private ImmutableArray<DialogReport> _known = [];
    private ImmutableArray<DialogReport> _composed = [];
    private string _entity = "";

    /// <summary>A call of the user is over.</summary>
    public void NoteEnd(Call call)
    {
        if (seesAll && _ended.Count < MostEnded)
        {
            _ended.Add(call);
        }
    }

    public override byte[]? Compose(uint version, bool isFull)
    {
        var live = calls.Read().OfUser(userId);
        _composed = seesAll ? DialogReports.Of(live, userId) : DialogReports.LampOf(live, userId);
        if (!isFull && _composed.SequenceEqual(_known))
        {
            _ended.Clear();
            return null;
        }

        _entity = directory.FindUser(userId) is { } user ? user.AddressOfRecord.ToString() : _entity;
        return DialogDocument.Write(version, _entity, [.. _composed, .. _known.Where(IsOver).Select(EndOf)], timeProvider.GetUtcNow());
    }

    public override void Accept()
    {
        _known = _composed;
        _ended.Clear();
    }

    private bool IsOver(DialogReport known) => !_composed.Any(report => string.Equals(report.Id, known.Id, StringComparison.Ordinal));

    private DialogReport EndOf(DialogReport known) =>
        _ended.Select(call => DialogReports.EndOf(call, userId, known.Id)).FirstOrDefault(report => report is not null)
        ?? known with { State = DialogReport.Terminated, Direction = seesAll ? known.Direction : "" };
}
