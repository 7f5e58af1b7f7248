using System.Collections.Immutable;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Location;

namespace PbxPortal.Server.Subscriptions;

/// <summary>The registrations of one user as one subscriber hears of them.</summary>
/// <remarks>Guarded by the lock of the <see cref="SubscriptionKeeper"/>.</remarks>
internal sealed class WatchedRegistrations(
    long userId, LocationTable table, UserDirectory directory, RegistrationDocument documents, MonotonicClock clock) : WatchedState
{
    private ImmutableDictionary<string, ReportedContact> _known =
        ImmutableDictionary<string, ReportedContact>.Empty.WithComparers(StringComparer.Ordinal);

    // As he was told it last; for the last word about a user who is no more.
    private string _addressOfRecord = "";
    private RegistrationReport? _composed;

    public override byte[]? Compose(uint version, bool isFull)
    {
        var (now, utcNow) = (clock.Now, clock.UtcNow);
        var user = directory.FindUser(userId);
        var report = RegistrationReport.Of(table.OfUser(userId), user, _known, isFull, now, utcNow);
        if (!report.HasChanges && !isFull)
        {
            return null;
        }

        _addressOfRecord = user?.AddressOfRecord.ToString() ?? _addressOfRecord;
        _composed = report;
        return documents.Write(version, isFull, _addressOfRecord, userId, report, now, utcNow);
    }

    public override void Accept() => _known = _composed?.Known ?? _known;
}
