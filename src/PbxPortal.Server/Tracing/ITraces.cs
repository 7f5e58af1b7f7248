using System.Collections.Immutable;
using PbxPortal.Server.Admission;

namespace PbxPortal.Server.Tracing;

/// <summary>The memory of SIP messages: those of whoever is watched, and the last refused registrations of everybody.</summary>
public interface ITraces
{
    /// <summary>Those that run, and those that ended within the last hour; newest first.</summary>
    IReadOnlyList<Trace> All { get; }

    Trace? Find(long id);

    /// <summary>Begins to keep the messages; who watches what is watched already joins the others, and it lasts as long as the longest.</summary>
    /// <param name="subject">Whose messages.</param>
    /// <param name="duration">From now.</param>
    /// <param name="by">The account.</param>
    TraceStart Start(TraceSubject subject, TimeSpan duration, string by);

    /// <summary>He has seen enough; the trace goes on while others watch it, and stays readable for an hour.</summary>
    /// <returns><c>false</c>: he does not watch it, or it is over.</returns>
    bool Leave(long id, string by);

    /// <summary>The messages of one trace, oldest first.</summary>
    /// <param name="id">Of the trace.</param>
    /// <param name="after">Only those with a higher number.</param>
    ImmutableArray<TracedMessage> MessagesOf(long id, long after = 0);

    /// <summary>The last refused registrations of a user and their answers, oldest first; kept although nobody watched.</summary>
    ImmutableArray<TracedMessage> FailuresOf(long userId);

    /// <summary>The last refused registrations from an address and their answers, oldest first; kept although nobody watched.</summary>
    ImmutableArray<TracedMessage> FailuresFrom(SourceNetwork source);
}
