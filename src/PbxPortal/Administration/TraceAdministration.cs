using System.Collections.Immutable;
using System.Globalization;
using System.Security.Claims;
using PbxPortal.Accounts;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Admission;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Tracing;

namespace PbxPortal.Administration;

/// <summary>Asks for the permission, shows to each what concerns his domains, and writes down who watched whom.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class TraceAdministration(
    ITraces traces, IRegistrationFeed feed, IDeviceDetails details, IUserDirectory directory, IAudit audit) : ITraceAdministration
{
    public IReadOnlyList<Trace> List(ClaimsPrincipal who)
    {
        DemandHelpDesk(who);
        return [.. traces.All.Where(trace => MayRead(who, trace)).Select(trace => AsSeenBy(who, trace))];
    }

    public async Task<TraceStart> StartAsync(ClaimsPrincipal who, TraceOrder order, CancellationToken cancellationToken)
    {
        DemandHelpDesk(who);
        if (order.Minutes is < 1 or > TraceOrder.MostMinutes)
        {
            return new TraceStart(Trace: null, $"A watch lasts from 1 to {TraceOrder.MostMinutes} minutes. Example: {TraceOrder.UsualMinutes}");
        }

        if (!TryFindSubject(who, order, out var subject, out var mistake))
        {
            return new TraceStart(Trace: null, mistake);
        }

        var start = traces.Start(subject, TimeSpan.FromMinutes(order.Minutes), PortalAccess.NameOf(who));
        if (start.Trace is not { } trace)
        {
            return start;
        }

        await WriteAsync(who, "watch SIP messages", subject, string.Create(CultureInfo.InvariantCulture, $"{order.Minutes} min"));
        return new TraceStart(AsSeenBy(who, trace));
    }

    public async Task<bool> LeaveAsync(ClaimsPrincipal who, long id, CancellationToken cancellationToken)
    {
        DemandHelpDesk(who);
        if (traces.Find(id) is not { } trace || !MayRead(who, trace) || !traces.Leave(id, PortalAccess.NameOf(who)))
        {
            return false;
        }

        await WriteAsync(who, "stop watching SIP messages", trace.Subject, "");
        return true;
    }

    public TraceReading? Read(ClaimsPrincipal who, long id, long after = 0)
    {
        DemandHelpDesk(who);
        if (traces.Find(id) is not { } trace || !MayRead(who, trace))
        {
            return null;
        }

        var all = traces.MessagesOf(id, after);
        var visible = Visible(who, all);
        return new TraceReading(AsSeenBy(who, trace), visible, all.Length - visible.Length);
    }

    public ImmutableArray<TracedMessage>? OfDevice(ClaimsPrincipal who, long deviceId)
    {
        DemandHelpDesk(who);
        if (feed.Find(deviceId) is not { } device || !PortalAccess.Has(who, PortalRole.ReadOnly, device.DomainId))
        {
            return null;
        }

        if (!PortalAccess.Has(who, PortalRole.HelpDesk, device.DomainId))
        {
            throw new UnauthorizedAccessException($"This needs the role help desk in {device.Domain}.");
        }

        var watched =
            from trace in traces.All
            from message in traces.MessagesOf(trace.Id)
            where message.Owner.IsAbout(device.UserId)
            select message;
        return Visible(who, DeviceExchanges.Of(device, details.Find(deviceId), traces.FailuresOf(device.UserId), watched));
    }

    public ImmutableArray<TracedMessage>? FailuresOf(ClaimsPrincipal who, long userId)
    {
        DemandHelpDesk(who);
        return directory.FindUser(userId) is { } user && PortalAccess.Has(who, PortalRole.HelpDesk, user.Domain.Id)
            ? Visible(who, traces.FailuresOf(userId))
            : null;
    }

    public ImmutableArray<TracedMessage> FailuresFrom(ClaimsPrincipal who, SourceNetwork source)
    {
        DemandHelpDesk(who);
        return Visible(who, traces.FailuresFrom(source));
    }

    /// <summary>A user whom the caller may not see looks like nobody, so that ids tell nothing.</summary>
    private bool TryFindSubject(
        ClaimsPrincipal who,
        TraceOrder order,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out TraceSubject? subject,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out string? mistake)
    {
        if (order.UserId is not { } userId)
        {
            return TraceSubjects.TryFind(who, directory, order.Subject, out subject, out mistake);
        }

        var user = directory.FindUser(userId);
        var isFound = user is not null && PortalAccess.Has(who, PortalRole.HelpDesk, user.Domain.Id);
        subject = isFound ? TraceSubject.Of(user!) : null;
        mistake = isFound ? null : $"There is no user {userId} in the domains that you may control.";
        return isFound;
    }

    /// <summary>An address belongs to no domain: whoever watches it reads it, and those who have the role everywhere.</summary>
    private static bool MayRead(ClaimsPrincipal who, Trace trace) => trace.Subject.DomainId is { } domain
        ? PortalAccess.Has(who, PortalRole.HelpDesk, domain)
        : SeesAll(who) || trace.Watchers.Contains(PortalAccess.NameOf(who), StringComparer.Ordinal);

    /// <summary>Who else watches an address may be a matter of another customer.</summary>
    private static Trace AsSeenBy(ClaimsPrincipal who, Trace trace) =>
        trace.Subject.DomainId is not null || SeesAll(who)
            ? trace
            : trace with { Watchers = [.. trace.Watchers.Where(name => string.Equals(name, PortalAccess.NameOf(who), StringComparison.Ordinal))] };

    private static ImmutableArray<TracedMessage> Visible(ClaimsPrincipal who, ImmutableArray<TracedMessage> messages)
    {
        var seesAll = SeesAll(who);
        return seesAll
            ? messages
            : messages.RemoveAll(message => !message.Owner.IsVisible(domain => PortalAccess.Has(who, PortalRole.HelpDesk, domain), seesAll));
    }

    private static bool SeesAll(ClaimsPrincipal who) => PortalAccess.HasEverywhere(who, PortalRole.HelpDesk);

    private static void DemandHelpDesk(ClaimsPrincipal who)
    {
        if (!PortalAccess.HasAnywhere(who, PortalRole.HelpDesk))
        {
            throw new UnauthorizedAccessException("This needs the role help desk.");
        }
    }

    // It was done; a caller that has gone away meanwhile does not erase who did it.
    private Task WriteAsync(ClaimsPrincipal who, string action, TraceSubject subject, string value) =>
        audit.WriteAsync(
            new AuditEntry(PortalAccess.ActorOf(who), action, subject.Text, subject.DomainId, newValue: value), CancellationToken.None);
}
