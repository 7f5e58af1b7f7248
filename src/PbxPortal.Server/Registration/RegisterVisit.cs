using System.Runtime.InteropServices;
using System.Text;
using PbxPortal.Server.Authentication;
using PbxPortal.Server.Devices;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Location;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Registration;

/// <summary>One REGISTER on its way through the server: what each step of the registrar has learnt, and the change that it asks for.</summary>
/// <remarks>
/// Confined to one owner at a time: the receiving thread, then the location service's loop, which answers it. Used again for later
/// requests, so that a refresh allocates nothing; texts are made at the first need, which a refresh never has.
/// </remarks>
internal sealed class RegisterVisit : LocationChange, IDisposable
{
    private const int LongestUserAgent = 256;

    /// <summary>So many characters of a contact are read without garbage.</summary>
    private const int UsualContact = 256;

    private static readonly MessagePool<RegisterVisit> Pool = new(() => new RegisterVisit(), capacity: 4096);

    private readonly List<long> _own = [];
    private readonly List<RequestedContact> _contacts = [];
    private readonly RegisterChange _change;
    private Registrar? _registrar;
    private SipRequest? _register;
    private Flow? _flow;
    private DeviceKind? _kind;
    private string? _userAgent;
    private bool _hasRead;
    private User? _claimed;

    private RegisterVisit() => _change = new RegisterChange(this);

    public SipRequest Register => _register!;

    public Flow Flow => _flow!;

    /// <summary>Address and port of the sender.</summary>
    public string Source => Flow.Peer.ToString();

    public ReadOnlySpan<byte> UserAgentBytes
    {
        get
        {
            var userAgent = Register.Find(HeaderName.UserAgent);
            return userAgent[..Math.Min(userAgent.Length, LongestUserAgent)];
        }
    }

    public string UserAgent => _userAgent ??= SharedTexts.Of(UserAgentBytes);

    public DeviceClass Class => Kind.Class;

    public string Product => Kind.Product;

    /// <summary>Asks for the bindings and changes nothing (10.2.3).</summary>
    public bool IsFetch => !Register.Contains(HeaderName.Contact);

    /// <summary>Set by step 2.</summary>
    public RegisterExtensions Extensions { get; set; }

    /// <summary>Whether the request is about a flow (RFC 5626), whatever comes of it. After step 6.</summary>
    public bool IsOfFlow => Known.Location is not null
        ? DeviceIdentity.IsFlow(Known.Entry.Device.IdentityText.Bytes)
        : _contacts.Exists(static contact => contact.IsFlow);

    /// <summary>Set by step 1.</summary>
    public Domain? Domain { get; set; }

    /// <summary>Set by step 3; <c>null</c> before it.</summary>
    public AuthenticationOutcome? Authentication { get; set; }

    /// <summary>Who sent it, or claims to.</summary>
    public User? Sender { get; set; }

    /// <summary>What the sender answered with. Set by step 3; <c>null</c> when that is none of ours.</summary>
    public Credential? Credential { get; set; }

    /// <summary>As the device will keep it: 0 for the user's own, which most phones have.</summary>
    public long CredentialId => Credential is not { } used || (used.IsOwn && Sender?.Id == User?.Id) ? 0 : used.Id;

    /// <summary>Whose address-of-record it is. Set by step 5.</summary>
    public User? User { get; set; }

    /// <summary>Whose address-of-record the To names, proved or not; for the portal alone, so it is looked up when it is asked for.</summary>
    public User? Claimed => _claimed ??= Domain is { } domain ? _registrar!.FindClaimed(Register, domain) : null;

    /// <summary>Set by step 6 when the contact stands already; its location is <c>null</c> otherwise.</summary>
    public KnownContact Known { get; set; }

    /// <summary>The contacts, read by step 6 when the bindings change in more than time; empty for a wildcard.</summary>
    public ReadOnlySpan<RequestedContact> Contacts => CollectionsMarshal.AsSpan(_contacts);

    /// <summary>What the contacts and the path say, as it will be kept.</summary>
    public RequestTexts Texts { get; } = new();

    /// <summary><c>Contact: *</c>: all bindings of the user end. Set with the contacts.</summary>
    public bool IsWildcard { get; set; }

    /// <summary>Where requests to the contacts pass first (RFC 3327); empty for most. Set with the contacts.</summary>
    public TextRange Path { get; set; }

    /// <summary>The devices of its own contacts that are bound now, in the order of the contacts.</summary>
    public List<long> OwnDeviceIds => _own;

    /// <summary>What came of the change; the user's devices as the answer tells them.</summary>
    public RegisterOutcome Outcome { get; private set; }

    /// <summary>Asked for at the first need, which most challenges never have: a flood of made-up User-Agents costs no classifying.</summary>
    private DeviceKind Kind => _kind ??= Classify();

    public static RegisterVisit Rent(Registrar registrar, SipRequest register, Flow flow)
    {
        var visit = Pool.Rent();
        visit._registrar = registrar;
        visit._register = register;
        visit._flow = flow;
        return visit;
    }

    public void Add(in RequestedContact contact) => _contacts.Add(contact);

    /// <summary>How many devices the user may have, and what becomes of one more.</summary>
    public (int MaxDevices, DeviceLimitPolicy Policy) Limit => _registrar!.LimitOf(User!);

    public override bool Apply(LocationTransaction transaction)
    {
        _own.Clear(); // A group that failed is applied again.
        if (Known.Location is not null && Known.TryApply(transaction, Register.CSeq.Number, out var outcome))
        {
            _own.Add(Known.Entry.Device.Id);
            Outcome = outcome;
            return true;
        }

        Known = default;
        Outcome = ApplyWhole(transaction);
        return Outcome.Refusal == RegistrationRefusal.None;
    }

    public override void Complete(Exception? failure, Outbox outbox)
    {
        using (this)
        {
            _registrar!.Answer(this, failure, outbox);
        }
    }

    /// <summary>Gives the request and itself back.</summary>
    public void Dispose()
    {
        if (_register is null)
        {
            return; // Given back already: twice in the pool it would serve two requests at once.
        }

        _register.Dispose();
        _registrar = null;
        _register = null;
        _flow = null;
        _kind = null;
        _userAgent = null;
        Extensions = default;
        Domain = null;
        Authentication = null;
        Sender = null;
        Credential = null;
        User = null;
        _claimed = null;
        Known = default;
        Outcome = default;
        _own.Clear();
        ForgetContacts();
        Pool.Return(this);
    }

    /// <summary>Steps 6 and 7, for contacts that do not stand already: what they say, and what of the rules needs no bindings.</summary>
    public RegistrationRefusal ReadContacts()
    {
        ForgetContacts();
        var refusal = _registrar!.FillIn(this);
        _hasRead = refusal == RegistrationRefusal.None;
        return refusal;
    }

    private void ForgetContacts()
    {
        _hasRead = false;
        _contacts.Clear();
        Texts.Clear();
        IsWildcard = false;
        Path = default;
    }

    private RegisterOutcome ApplyWhole(LocationTransaction transaction)
    {
        // Its contact may not stand any more as it did.
        var refusal = _hasRead ? RegistrationRefusal.None : ReadContacts();
        return refusal == RegistrationRefusal.None
            ? _change.Apply(transaction)
            : new RegisterOutcome(refusal, transaction.LocationOf(User!.Id));
    }

    private DeviceKind Classify()
    {
        Span<char> text = stackalloc char[UsualContact];
        var contact = FirstContactOf(Register);
        return Encoding.UTF8.TryGetChars(contact, text, out var length)
            ? DeviceClassifier.Classify(UserAgent, Flow.Protocol, text[..length])
            : DeviceClassifier.Classify(UserAgent, Flow.Protocol, Encoding.UTF8.GetString(contact));
    }

    private static ReadOnlySpan<byte> FirstContactOf(SipRequest register)
    {
        foreach (var value in register.EnumerateValues(HeaderName.Contact))
        {
            return NameAddress.TryParse(value, out var address) ? address.Uri : default;
        }

        return default;
    }
}
