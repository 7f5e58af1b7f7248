using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using PbxPortal.Server.Admission;
using PbxPortal.Server.Authentication;
using PbxPortal.Server.Registration;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Diagnosis;

/// <summary>Shows the attempts that are not registrations to whoever watches; while nobody does, one look at a field is all it costs.</summary>
/// <remarks>The list of watchers is replaced whole; each has a bounded channel of its own.</remarks>
public sealed class AttemptBoard(TimeProvider timeProvider) : IAttemptWatch
{
    /// <summary>A page shows fewer; a flood that is being watched costs no more.</summary>
    private const int MostWaiting = 200;

    private ImmutableList<Watcher> _watchers = [];

    public async IAsyncEnumerable<Attempt> WatchAsync(
        Func<Attempt, bool> concerns, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var channel = Channel.CreateBounded<Attempt>(
            new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        var watcher = new Watcher(concerns, channel.Writer);
        ImmutableInterlocked.Update(ref _watchers, static (all, added) => all.Add(added), watcher);
        try
        {
            await foreach (var attempt in channel.Reader.ReadAllAsync(cancellationToken))
            {
                yield return attempt;
            }
        }
        finally
        {
            ImmutableInterlocked.Update(ref _watchers, static (all, gone) => all.Remove(gone), watcher);
        }
    }

    /// <summary>What admission keeps out is seen too.</summary>
    public void Follow(AdmissionGate gate) => gate.NotServed += NoteNotServed;

    internal void Note(RegisterVisit visit, RegistrationRefusal refusal, string detail)
    {
        var watchers = Volatile.Read(ref _watchers);
        if (watchers.IsEmpty)
        {
            return;
        }

        var (statusCode, reasonPhrase) = RegistrationRefusals.ResponseTo(refusal);
        var outcome = visit.Authentication is AuthenticationOutcome.NoCredentials or AuthenticationOutcome.Stale
            ? AttemptOutcome.Challenged
            : AttemptOutcome.Refused;
        var signs = WireSignsReader.Read(visit.Register);
        Tell(watchers, new Attempt(
            timeProvider.GetUtcNow(),
            outcome,
            visit.Domain?.Id,
            (visit.User ?? visit.Claimed)?.Id,
            $"{signs.ToUser}@{signs.ToHost}",
            visit.Flow.Peer,
            visit.Flow.Protocol,
            signs.AuthenticationName.Length == 0 ? "REGISTER without credentials" : $"REGISTER with the credentials of {signs.AuthenticationName}",
            string.Create(CultureInfo.InvariantCulture, $"{statusCode} {PhraseOf(statusCode, reasonPhrase)}").TrimEnd(),
            MeaningOf(visit.Authentication, refusal, detail)));
    }

    private void NoteNotServed(SipRequest request, Flow flow, SilenceKind kind)
    {
        var watchers = Volatile.Read(ref _watchers);
        if (watchers.IsEmpty)
        {
            return;
        }

        var isPutOff = kind is SilenceKind.TooMany or SilenceKind.Overload;
        var signs = WireSignsReader.Read(request);
        Tell(watchers, new Attempt(
            timeProvider.GetUtcNow(),
            isPutOff ? AttemptOutcome.PutOff : AttemptOutcome.NotAnswered,
            DomainId: null,
            UserId: null,
            $"{signs.ToUser}@{signs.ToHost}",
            flow.Peer,
            flow.Protocol,
            request.Method.ToString().ToUpperInvariant(),
            isPutOff ? "503 Service Unavailable" : "",
            kind switch
            {
                SilenceKind.Banned => "its address is banned, so nothing is answered",
                SilenceKind.Scanner => "it has the marks of a scanner, so nothing is answered",
                SilenceKind.TooMany => "its address or device sends too many; it is told to come later",
                _ => "more comes than can be answered in time; it is told to come later",
            }));
    }

    private static void Tell(ImmutableList<Watcher> watchers, Attempt attempt)
    {
        foreach (var watcher in watchers)
        {
            if (watcher.Concerns(attempt))
            {
                watcher.Writer.TryWrite(attempt);
            }
        }
    }

    private static string MeaningOf(AuthenticationOutcome? outcome, RegistrationRefusal refusal, string detail) => outcome switch
    {
        AuthenticationOutcome.NoCredentials => "it is asked for its password, as at every beginning",
        AuthenticationOutcome.Stale => "the password is right; the nonce is old, and it gets a new one",
        _ => RegistrationRefusals.Describe(refusal) + (detail.Length > 0 ? $": {detail}" : ""),
    };

    private static string PhraseOf(int statusCode, string phrase) => (statusCode, phrase) switch
    {
        (_, { Length: > 0 }) => phrase,
        (StatusCode.Unauthorized, _) => "Unauthorized",
        (StatusCode.NotFound, _) => "Not Found",
        (StatusCode.IntervalTooBrief, _) => "Interval Too Brief",
        (StatusCode.BadExtension, _) => "Bad Extension",
        (StatusCode.ServiceUnavailable, _) => "Service Unavailable",
        _ => "",
    };

    private sealed record Watcher(Func<Attempt, bool> Concerns, ChannelWriter<Attempt> Writer);
}
