using System.Collections.Immutable;
using System.Security.Claims;
using PbxPortal.Server.Admission;
using PbxPortal.Server.Tracing;

namespace PbxPortal.Administration;

/// <summary>The memory of SIP messages for pages and API, with the permission checked here and written to the audit.</summary>
/// <remarks>
/// Every method asks for the role help desk and throws <see cref="UnauthorizedAccessException"/> without it anywhere. Somebody with
/// the role in some domains sees their users' messages only; what names no domain of ours is for those who have it in all.
/// </remarks>
public interface ITraceAdministration
{
    /// <summary>Those that run or ended within the hour and that one may read; newest first.</summary>
    IReadOnlyList<Trace> List(ClaimsPrincipal who);

    /// <summary>Begins to keep the messages of a user or an address.</summary>
    Task<TraceStart> StartAsync(ClaimsPrincipal who, TraceOrder order, CancellationToken cancellationToken);

    /// <returns><c>false</c>: the caller does not watch it, or it is over.</returns>
    Task<bool> LeaveAsync(ClaimsPrincipal who, long id, CancellationToken cancellationToken);

    /// <param name="who">Reads.</param>
    /// <param name="id">Of the trace.</param>
    /// <param name="after">Only messages with a higher number.</param>
    /// <returns><c>null</c>: there is none, or not for the caller.</returns>
    TraceReading? Read(ClaimsPrincipal who, long id, long after = 0);

    /// <summary>
    /// The last messages from and to one device, as far as they were kept: of a watch of its user, and refused registrations.
    /// </summary>
    /// <returns><c>null</c>: there is no such device.</returns>
    ImmutableArray<TracedMessage>? OfDevice(ClaimsPrincipal who, long deviceId);

    /// <summary>The last refused registrations of a user with their answers, kept although nobody watched.</summary>
    /// <returns><c>null</c>: there is no such user.</returns>
    ImmutableArray<TracedMessage>? FailuresOf(ClaimsPrincipal who, long userId);

    /// <summary>The same of an address.</summary>
    ImmutableArray<TracedMessage> FailuresFrom(ClaimsPrincipal who, SourceNetwork source);
}
