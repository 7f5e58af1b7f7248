using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PbxPortal.Server.Calls;
using PbxPortal.Server.Proxying;

namespace PbxPortal.Tests.Server.Calls;

/// <summary>A call book at noon, and the proxy in the words of a test.</summary>
internal sealed class CallBench
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);

    private int _lastCall;

    public CallBench()
    {
        Recorder = new CallRecorder(Store, Clock, NullLogger<CallRecorder>.Instance);
        Book = new CallBook(Recorder, Devices, Clock);
    }

    public FakeTimeProvider Clock { get; } = new(Noon);

    public MemoryCallStore Store { get; } = new();

    public DeviceCalls Devices { get; } = new();

    public CallRecorder Recorder { get; }

    public CallBook Book { get; }

    public Call Single => Assert.Single(Book.Read().Calls);

    /// <summary>3517 (user 12, device 70) calls 3516 (user 11).</summary>
    public static CallOffer Offer(string callId = "one", string fromTag = "a") => new()
    {
        CallId = callId,
        FromTag = fromTag,
        Caller = new CallParty
        {
            Kind = CallPartyKind.User,
            UserId = 12,
            DomainId = 1,
            DeviceId = 70,
            Address = "3517@acme.example",
            DisplayName = "Anna",
            Source = "192.0.2.7:5060",
        },
        Callee = new CallParty { Kind = CallPartyKind.User, UserId = 11, DomainId = 1, Address = "3516@acme.example", DisplayName = "Reception" },
        At = Noon,
    };

    public static CallBranch Branch(int number, string device = "Yealink T46U") => new()
    {
        Number = number,
        DeviceId = number,
        BindingId = number * 10,
        Target = $"sip:3516@192.0.2.{number}:5060",
        Device = device,
    };

    /// <summary>A call that rings on two devices, 1 and 2.</summary>
    public long Ring(string? callId = null)
    {
        var id = Book.Begin(Offer(callId ?? $"call-{++_lastCall}"));
        Book.Try(id, Branch(1));
        Book.Try(id, Branch(2, "Linphone"));
        Book.Progress(id, 1, 180);
        Book.Progress(id, 2, 180);
        return id;
    }

    /// <summary>A call that device 2 has answered, with the tag b.</summary>
    public long Talk(string? callId = null)
    {
        var id = Ring(callId);
        Book.Answer(id, 2, "b");
        Book.End(id, 1, BranchResult.Elsewhere, 487);
        return id;
    }

    public async Task<Call> StoredAsync()
    {
        await Recorder.StoreAsync(TestContext.Current.CancellationToken);
        return Store.Calls[^1];
    }
}
