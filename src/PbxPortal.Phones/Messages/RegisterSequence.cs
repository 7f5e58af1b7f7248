using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using PbxPortal.Phones.Profiles;
using PbxPortal.Phones.Transactions;
using PbxPortal.Phones.Transport;
using PbxPortal.Sip.Authentication;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Phones.Messages;

/// <summary>The REGISTER requests of one Call-ID from one socket: one From tag, rising CSeq, one digest session (RFC 3261, 10.2).</summary>
/// <remarks>Confined to the loop of its phone; <see cref="Unanswered"/> may be read from elsewhere.</remarks>
internal sealed class RegisterSequence
{
    /// <summary>A challenge, a stale nonce, a 423 and one more challenge; who wants more will never be content.</summary>
    private const int MostRequests = 5;

    private readonly PhoneAccount _account;
    private readonly PhoneProfile _profile;
    private readonly PhoneOptions _options;
    private readonly PhoneSocket _socket;
    private readonly PhoneText _text;
    private readonly string _fromTag = RandomHex(5);
    private DigestClient _digest;
    private uint _cSeq;

    public RegisterSequence(PhoneAccount account, PhoneProfile profile, PhoneIdentity identity, PhoneOptions options, PhoneSocket socket)
    {
        _account = account;
        _profile = profile;
        _options = options;
        _socket = socket;
        _digest = StartDigest();
        _text = new PhoneText(account, identity, socket.Protocol, ContactAddress(options, socket));
        Contact = new PhoneContact(_text.Fill(profile.Contact));
        CallId = $"{RandomHex(10)}@{socket.Local.Address}";
    }

    public string CallId { get; }

    public PhoneContact Contact { get; }

    /// <summary>The last request, until its response has come: whether it took effect only the registrar knows.</summary>
    public RegisterAttempt? Unanswered { get; private set; }

    /// <summary>Asks for that long, answering challenges and giving in to 423, until there is a final answer.</summary>
    /// <param name="requested">Zero takes the binding back.</param>
    /// <param name="retired">A contact that is taken back in the same request.</param>
    /// <param name="cancellationToken">Ends the exchange in the middle, as a power cut does.</param>
    public async Task<RegisterAnswer> SendAsync(TimeSpan requested, PhoneContact? retired, CancellationToken cancellationToken)
    {
        var seconds = (int)requested.TotalSeconds;
        if (!_profile.ReusesNonce)
        {
            _digest = StartDigest();
        }

        for (var request = 1; ; request++)
        {
            var attempt = new RegisterAttempt(
                _account.AddressOfRecord, CallId, ++_cSeq, Contact.Uri, seconds, _options.TimeProvider.GetUtcNow());
            var authorization = _digest.Authorize("REGISTER", RegistrarUri);
            var response = await SendAsync(Build(attempt, authorization, retired), attempt, cancellationToken);
            if (response is null
                || request == MostRequests
                || !IsWorthAnother(response, isAuthorized: authorization is not null, ref seconds))
            {
                return Conclude(attempt, response);
            }
        }
    }

    /// <summary>A REGISTER goes to the domain, without a user (10.2).</summary>
    private string RegistrarUri => $"sip:{_account.Domain}";

    private async Task<RegisterResponse?> SendAsync(
        SipRequestBuilder request,
        RegisterAttempt attempt,
        CancellationToken cancellationToken)
    {
        Unanswered = attempt;
        var branch = $"z9hG4bK{RandomHex(8)}";
        var transport = _text.TransportName.ToUpperInvariant();
        var bytes = request
            .Header(HeaderName.Via, $"SIP/2.0/{transport} {_socket.Local};branch={branch};rport")
            .ToBytes();
        using var response = await new NonInviteClientTransaction(_socket, branch, _options).SendAsync(bytes, cancellationToken);
        if (response is null)
        {
            return null;
        }

        Unanswered = null;
        if (response.StatusCode == StatusCode.Unauthorized && !_digest.Accept(response))
        {
            _digest = StartDigest();
        }

        return RegisterResponse.Read(response);
    }

    private static bool IsWorthAnother(RegisterResponse response, bool isAuthorized, ref int seconds)
    {
        if (response.StatusCode == StatusCode.Unauthorized)
        {
            // A challenge to credentials that is not stale says that the password is wrong; asking again would not help (22.1).
            return !isAuthorized || response.IsStale;
        }

        if (response.StatusCode == StatusCode.IntervalTooBrief && response.MinExpires is { } minimum && minimum > seconds)
        {
            seconds = minimum;
            return true;
        }

        return false;
    }

    private RegisterAnswer Conclude(RegisterAttempt attempt, RegisterResponse? response) => new(
        attempt,
        response?.StatusCode ?? 0,
        response?.ReasonPhrase ?? "",
        response?.StatusCode == StatusCode.Ok && attempt.RequestedSeconds > 0 ? response.GrantedSeconds(Contact.Uri) : 0,
        response?.RetryAfter,
        _options.TimeProvider.GetUtcNow());

    private SipRequestBuilder Build(RegisterAttempt attempt, string? authorization, PhoneContact? retired)
    {
        var displayName = _account.DisplayName.Length == 0 ? "" : $"\"{_account.DisplayName}\" ";
        var builder = new SipRequestBuilder(SipMethod.Register, RegistrarUri)
            .Header(HeaderName.MaxForwards, "70")
            .Header(HeaderName.From, $"{displayName}<{_account.AddressOfRecord}>;tag={_fromTag}")
            .Header(HeaderName.To, $"<{_account.AddressOfRecord}>")
            .Header(HeaderName.CallId, CallId)
            .Header(HeaderName.CSeq, string.Create(CultureInfo.InvariantCulture, $"{attempt.CSeq} REGISTER"))
            .Header(HeaderName.Contact, _profile.PutsExpiresInContact
                ? Contact.WithExpires(attempt.RequestedSeconds)
                : Contact.Value);
        if (retired is not null)
        {
            builder.Header(HeaderName.Contact, retired.WithExpires(0));
        }

        if (!_profile.PutsExpiresInContact)
        {
            builder.Header(HeaderName.Expires, attempt.RequestedSeconds.ToString(CultureInfo.InvariantCulture));
        }

        if (_profile.Supported.Length > 0)
        {
            builder.Header(HeaderName.Supported, _profile.Supported);
        }

        if (authorization is not null)
        {
            builder.Header(HeaderName.Authorization, authorization);
        }

        return builder
            .Header(HeaderName.Allow, _profile.Allow)
            .Header(HeaderName.UserAgent, _text.Fill(_profile.UserAgent));
    }

    /// <summary>A phone that connects listens on a port of its own, which its connection does not come from.</summary>
    private static IPEndPoint ContactAddress(PhoneOptions options, PhoneSocket socket) =>
        socket.Protocol == TransportProtocol.Udp || options.Local.Port == 0
            ? socket.Local
            : new IPEndPoint(socket.Local.Address, options.Local.Port);

    private DigestClient StartDigest() => new(_account.AuthenticationName, _account.Password)
    {
        Algorithms = _profile.Algorithms,
        UsesQop = _profile.UsesQop,
    };

    private static string RandomHex(int bytes) => RandomNumberGenerator.GetHexString(2 * bytes, lowercase: true);
}
