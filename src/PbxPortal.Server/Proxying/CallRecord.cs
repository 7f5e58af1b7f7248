using System.Text;
using PbxPortal.Sip.Messages;

namespace PbxPortal.Server.Proxying;

/// <summary>Tells the call book of one call, in its words; of requests that start no call it tells nothing.</summary>
/// <remarks>Guarded by the lock of its response context.</remarks>
internal sealed class CallRecord
{
    public static readonly CallRecord None = new(book: null, id: 0);

    private readonly ICallBook? _book;
    private readonly long _id;

    private CallRecord(ICallBook? book, long id)
    {
        _book = book;
        _id = id;
    }

    public static CallRecord Begin(ICallBook book, ProxiedRequest request, CallParty callee, DateTimeOffset at)
    {
        if (request is not { Method: SipMethod.Invite, Caller: { } caller })
        {
            return None;
        }

        var id = book.Begin(new CallOffer
        {
            CallId = Encoding.UTF8.GetString(request.Message.CallId),
            FromTag = Encoding.UTF8.GetString(request.Message.FromTag),
            Caller = CallerOf(request, caller),
            Callee = callee,
            At = at,
        });
        return new CallRecord(book, id);
    }

    public void Try(ContextBranch branch) => _book?.Try(_id, new CallBranch
    {
        Number = branch.Number,
        DeviceId = branch.Target.DeviceId == 0 ? null : branch.Target.DeviceId,
        BindingId = branch.Target.BindingId == 0 ? null : branch.Target.BindingId,
        Target = TextOf(branch.Target),
        Device = branch.Target.Shown,
    });

    public void Progress(ContextBranch branch, int status) => _book?.Progress(_id, branch.Number, status);

    public void End(ContextBranch branch) => _book?.End(_id, branch.Number, branch.Result, branch.Status, branch.Note);

    public void Answer(ContextBranch branch, SipResponse response) =>
        _book?.Answer(_id, branch.Number, Encoding.UTF8.GetString(response.ToTag));

    /// <param name="status">What the caller gets.</param>
    /// <param name="givenUp">How the caller's side ended it; <c>null</c>: the status code says all.</param>
    public void Finish(int status, CallResult? givenUp = null) => _book?.Finish(_id, givenUp ?? ResultOf(status), status);

    /// <summary>What the status code of a final response says of a branch that nobody stopped.</summary>
    public static BranchResult ResultOfBranch(int status) => status switch
    {
        StatusCode.BusyHere or StatusCode.BusyEverywhere => BranchResult.Busy,
        StatusCode.Decline => BranchResult.Declined,
        StatusCode.RequestTimeout or StatusCode.TemporarilyUnavailable or StatusCode.RequestTerminated => BranchResult.NoAnswer,
        _ => BranchResult.Failed,
    };

    /// <summary>The contact, or the number without the gateway.</summary>
    private static string TextOf(Target target) => target.Trunk is not null && SipUri.TryParse(target.RequestUri, out var uri)
        ? SipUri.UnescapeToString(uri.User)
        : Encoding.UTF8.GetString(target.RequestUri);

    private static CallResult ResultOf(int status) => status switch
    {
        StatusCode.BusyHere or StatusCode.BusyEverywhere => CallResult.Busy,
        StatusCode.Decline => CallResult.Declined,
        StatusCode.RequestTimeout => CallResult.NoAnswer,
        StatusCode.TemporarilyUnavailable => CallResult.Unavailable,
        StatusCode.NotFound or StatusCode.DoesNotExistAnywhere or StatusCode.Gone => CallResult.NotFound,
        StatusCode.Forbidden or StatusCode.Unauthorized or StatusCode.ProxyAuthenticationRequired => CallResult.Refused,
        _ => CallResult.Failed,
    };

    private static CallParty CallerOf(ProxiedRequest request, Caller caller)
    {
        _ = NameAddress.TryParse(request.Message.Find(HeaderName.From), out var from);
        var user = SipUri.TryParse(from.Uri, out var uri) ? SipUri.UnescapeToString(uri.User) : "";
        return new CallParty
        {
            Kind = caller.User is null ? CallPartyKind.Trunk : CallPartyKind.User,
            UserId = caller.User?.Id,
            DomainId = caller.Domain.Id,
            DeviceId = request.CallerDeviceId == 0 ? null : request.CallerDeviceId,
            Address = caller.User is { } known ? $"{known.Extension}@{known.Domain.Name}" : $"{user}@{caller.Trunk!.Name}",
            DisplayName = caller.User is { DisplayName.Length: > 0 } named ? named.DisplayName : QuotedString.UnescapeToString(from.DisplayName),
            Source = request.Flow.Peer.ToString(),
        };
    }
}
