using PbxPortal.Sip.Messages;

namespace PbxPortal.Server.Registration;

/// <summary>The addresses of a REGISTER, read once for all steps. Valid as long as the request.</summary>
internal readonly ref struct RegisterAddresses
{
    private RegisterAddresses(SipRequest register)
    {
        HasRequestUri = SipUri.TryParse(register.RequestUri, out var requestUri);
        RequestUri = requestUri;
        SipUri toUri = default;
        HasTo = NameAddress.TryParse(register.Find(HeaderName.To), out var to) && SipUri.TryParse(to.Uri, out toUri);
        To = toUri;
        HasFromAddress = NameAddress.TryParse(register.Find(HeaderName.From), out var from);
        IsFromTo = HasTo && HasFromAddress && from.Uri.SequenceEqual(to.Uri);

        // Nearly every phone writes the same address in both.
        SipUri fromUri = default;
        HasFrom = IsFromTo || (HasFromAddress && SipUri.TryParse(from.Uri, out fromUri));
        From = IsFromTo ? toUri : fromUri;
    }

    public bool HasRequestUri { get; }

    public SipUri RequestUri { get; }

    public bool HasTo { get; }

    public SipUri To { get; }

    /// <summary>Whether From can be read as an address, of whatever kind.</summary>
    public bool HasFromAddress { get; }

    public bool HasFrom { get; }

    public SipUri From { get; }

    /// <summary>Whether From and To are the same, byte for byte.</summary>
    public bool IsFromTo { get; }

    public static RegisterAddresses Of(SipRequest register) => new(register);
}
