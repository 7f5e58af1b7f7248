using PbxPortal.Sip.Messages;

namespace PbxPortal.Server.Push;

/// <summary>Which app on which device a push wakes: the parameters of a contact that RFC 8599, 4.1 defines.</summary>
/// <param name="Provider"><c>pn-provider</c>: <c>apns</c>, <c>fcm</c> and so on.</param>
/// <param name="Param"><c>pn-param</c>: what the provider needs to know of the app; may be empty.</param>
/// <param name="Prid"><c>pn-prid</c>: the app on this device.</param>
/// <remarks>Immutable.</remarks>
public sealed record PushContact(string Provider, string Param, string Prid)
{
    /// <summary><c>null</c>: the contact does not say whom to ask, or for which device.</summary>
    public static PushContact? Read(ReadOnlySpan<byte> contactUri)
    {
        if (!SipUri.TryParse(contactUri, out var uri)
            || !uri.TryGetParameter("pn-provider"u8, out var provider)
            || !uri.TryGetParameter("pn-prid"u8, out var prid)
            || provider.IsEmpty
            || prid.IsEmpty)
        {
            return null;
        }

        _ = uri.TryGetParameter("pn-param"u8, out var param);
        return new PushContact(SipUri.UnescapeToString(provider), SipUri.UnescapeToString(param), SipUri.UnescapeToString(prid));
    }
}
