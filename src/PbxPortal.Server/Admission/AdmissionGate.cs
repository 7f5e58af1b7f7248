using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using PbxPortal.Server.Authentication;
using PbxPortal.Server.Location;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Admission;

/// <summary>
/// Stands before everything that costs something: bans and scanners are met with silence, whoever sends too many or comes when
/// there is no time is told when to come again (503 with Retry-After; RFC 3261, 21.5.4).
/// </summary>
/// <remarks>
/// Thread-safe by the parts it asks. What it admits costs no allocation. The loopback address passes unasked, in an overload too: it
/// is this machine, and load tests come from there. An allowed network is looked up only when somebody is about to be turned away.
/// </remarks>
public sealed class AdmissionGate
{
    /// <summary>Answers a second to those who are turned away for their number; beyond that silence is cheaper for all.</summary>
    private const int AnswersPerSecond = 5000;

    private const int LeastRetryAfter = 10;
    private const int MostRetryAfter = 40;
    private static readonly BucketLimit AnswerLimit = BucketLimit.PerSecond(AnswersPerSecond, AnswersPerSecond);

    private readonly AdmissionService _service;
    private readonly BanTable _bans;
    private readonly FailureLedger _failures;
    private readonly SilenceCounts _counts;
    private readonly RequestRates _rates;
    private readonly ScannerSigns _scanners;
    private readonly Overload _overload;
    private readonly ExpirySpread _spread;
    private readonly LeakyBuckets _answers = new(capacity: 256);
    private readonly MonotonicClock _clock;
    private readonly bool _isEnabled;

    public AdmissionGate(AdmissionService service, IOptions<AdmissionOptions> options, TimeProvider timeProvider)
    {
        _service = service;
        _bans = service.Table;
        _failures = service.Failures;
        _counts = service.SilenceCounts;
        _isEnabled = options.Value.Enabled;
        _rates = new RequestRates(service.Hash, options.Value);
        _scanners = new ScannerSigns(options.Value.ScannerAgents);
        _overload = new Overload(options.Value, timeProvider);
        _clock = new MonotonicClock(timeProvider);
        _spread = new ExpirySpread(options.Value, timeProvider);
    }

    /// <summary>Something was not served, or put off; raised on the way of the message, which is disposed afterwards.</summary>
    internal event Action<SipRequest, Flow, SilenceKind>? NotServed;

    /// <summary><c>false</c>: the request is done with, answered or not, and is disposed.</summary>
    public bool Admits(SipRequest request, Flow flow, Outbox outbox)
    {
        var verdict = Judge(request, flow);
        if (verdict == Verdict.Admitted)
        {
            return true;
        }

        using (request)
        {
            if (verdict == Verdict.PutOff && request.Method != SipMethod.Ack && _answers.TryAdd(key: 1, _clock.Now, AnswerLimit))
            {
                AnswerLater(request, flow, outbox, RandomNumberGenerator.GetInt32(LeastRetryAfter, MostRetryAfter));
            }
            else if (verdict == Verdict.Overloaded)
            {
                AnswerLater(request, flow, outbox, _overload.RetryAfter());
            }
            else if (verdict == Verdict.Closed)
            {
                flow.Close();
            }
        }

        return false;
    }

    /// <summary>Whether what is malformed may be answered.</summary>
    public bool Admits(Flow flow)
    {
        var peer = flow.Peer;
        if (!_isEnabled || peer.IsLoopback)
        {
            return true;
        }

        var source = SourceNetwork.Of(peer);
        return !IsBanned(source) && (_rates.TryAdd(source, _clock.Now) || _bans.Allows(source));
    }

    /// <summary>Whether a connection from there is of no use: nothing that comes over it would be heard.</summary>
    public bool IsBanned(in PeerAddress peer) => _isEnabled && !peer.IsLoopback && IsBanned(SourceNetwork.Of(peer));

    /// <summary>Takes note of what came of asking who sent a request.</summary>
    public void Note(AuthenticationOutcome outcome, SipRequest request, Flow flow, long? domainId)
    {
        var peer = flow.Peer;
        if (!FailureLedger.Counts(outcome) || !_isEnabled || peer.IsLoopback)
        {
            return;
        }

        var source = SourceNetwork.Of(peer);
        if (_bans.Allows(source))
        {
            return;
        }

        foreach (var suspect in _failures.Count(request, source, domainId, _clock.Now))
        {
            _service.Report(suspect);
        }
    }

    /// <summary>
    /// Whether there is no time for a change of the bindings now; then the answer is in the outbox. Otherwise
    /// <see cref="Enter"/> and <see cref="Leave"/> follow.
    /// </summary>
    public bool PutsOff(SipRequest register, bool isRefresh, Flow flow, Outbox outbox)
    {
        if (!_isEnabled || flow.Peer.IsLoopback || !_overload.MustPutOff(isRefresh))
        {
            return false;
        }

        _counts.Count(SilenceKind.Overload);
        NotServed?.Invoke(register, flow, SilenceKind.Overload);
        AnswerLater(register, flow, outbox, _overload.RetryAfter());
        return true;
    }

    /// <summary>Cuts lifetimes after a mass registration.</summary>
    public ExpirySpread SpreadFor(Flow flow) => _isEnabled && !flow.Peer.IsLoopback ? _spread : ExpirySpread.None;

    /// <summary>REGISTERs that asked for a change and were answered, since the start: registrations, refreshes and log-outs.</summary>
    public long AnsweredChanges => _overload.Queue.Left;

    /// <summary>A change begins to wait for the location service.</summary>
    public void Enter() => _overload.Queue.Enter();

    /// <summary>A change was answered.</summary>
    public void Leave() => _overload.Queue.Leave();

    private Verdict Judge(SipRequest request, Flow flow)
    {
        var peer = flow.Peer;
        if (!_isEnabled || peer.IsLoopback)
        {
            return Verdict.Admitted;
        }

        var source = SourceNetwork.Of(peer);
        var verdict = _bans.IsEmpty ? Verdict.Admitted : JudgeBans(request, source, flow);
        verdict = verdict == Verdict.Admitted && _scanners.AreIn(request) ? JudgeScanner(request, source, flow) : verdict;
        verdict = verdict == Verdict.Admitted ? JudgeRates(request, source, flow) : verdict;
        if (verdict != Verdict.Admitted)
        {
            return verdict;
        }

        // A phone without credentials only asks for a challenge; after it comes the work, for which there is no time.
        if (request.Method == SipMethod.Register && !request.Contains(HeaderName.Authorization) && _overload.MustPutOff(isRefresh: false))
        {
            _counts.Count(SilenceKind.Overload);
            NotServed?.Invoke(request, flow, SilenceKind.Overload);
            return Verdict.Overloaded;
        }

        return Verdict.Admitted;
    }

    private Verdict JudgeBans(SipRequest request, SourceNetwork source, Flow flow)
    {
        if (_bans.Find(source, request, _clock.UtcNow) is not { } ban || _service.IsExempt(source))
        {
            return Verdict.Admitted;
        }

        ban.CountSilenced();
        _counts.Count(SilenceKind.Banned);
        NotServed?.Invoke(request, flow, SilenceKind.Banned);
        return ban.IsWhole && flow.Protocol != TransportProtocol.Udp ? Verdict.Closed : Verdict.Silent;
    }

    private Verdict JudgeScanner(SipRequest request, SourceNetwork source, Flow flow)
    {
        if (_service.IsExempt(source))
        {
            return Verdict.Admitted;
        }

        _counts.Count(SilenceKind.Scanner);
        NotServed?.Invoke(request, flow, SilenceKind.Scanner);
        if (_failures.CountScanner(source, _clock.Now) is { } suspect)
        {
            _service.Report(suspect);
        }

        return flow.Protocol == TransportProtocol.Udp ? Verdict.Silent : Verdict.Closed;
    }

    private Verdict JudgeRates(SipRequest request, SourceNetwork source, Flow flow)
    {
        var now = _clock.Now;
        if ((_rates.TryAdd(source, now) && (request.Method != SipMethod.Register || _rates.TryAdd(source, request, now)))
            || _bans.Allows(source))
        {
            return Verdict.Admitted;
        }

        _counts.Count(SilenceKind.TooMany);
        NotServed?.Invoke(request, flow, SilenceKind.TooMany);
        return Verdict.PutOff;
    }

    private bool IsBanned(SourceNetwork source) =>
        !_bans.IsEmpty && _bans.FindWhole(source, _clock.UtcNow) is not null && !_service.IsExempt(source);

    private static void AnswerLater(SipRequest request, Flow flow, Outbox outbox, int retryAfter)
    {
        var buffer = MessageBuffer.Rent();
        Span<byte> tag = stackalloc byte[ToTag.Length];
        ToTag.Of(request, tag);
        ResponseWriter.Begin(buffer, request, flow.Peer, StatusCode.ServiceUnavailable, tag)
            .Header(HeaderName.RetryAfter, retryAfter)
            .End();
        outbox.Add(flow.ForResponseTo(request), buffer);
    }

    private enum Verdict
    {
        Admitted,
        Silent,

        /// <summary>Silence, and the connection ends.</summary>
        Closed,

        /// <summary>503 with Retry-After, while there are not too many of them.</summary>
        PutOff,

        /// <summary>503 with a Retry-After that gives all who are put off their time.</summary>
        Overloaded,
    }
}
