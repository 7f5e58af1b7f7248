using System.Globalization;
using System.Net;
using System.Text;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Phones.Profiles;

/// <summary>Fills the texts of a profile with what is true for one phone on one socket.</summary>
/// <remarks>Immutable.</remarks>
internal sealed record PhoneText(PhoneAccount Account, PhoneIdentity Identity, TransportProtocol Transport, IPEndPoint Local)
{
    public string Fill(string text)
    {
        var filled = new StringBuilder(text);
        filled.Replace("{user}", Account.User);
        filled.Replace("{name}", Account.DisplayName);
        filled.Replace("{hostport}", Local.ToString());
        filled.Replace("{;transport}", Transport == TransportProtocol.Udp ? "" : $";transport={TransportName}");
        filled.Replace("{mac}", Identity.Mac);
        filled.Replace("{MAC}", Identity.Mac.ToUpperInvariant());
        filled.Replace("{uuid}", Identity.Uuid);
        filled.Replace("{token}", Identity.Token);
        filled.Replace("{push}", Identity.PushToken);
        filled.Replace("{line}", Identity.Line.ToString(CultureInfo.InvariantCulture));
        return filled.ToString();
    }

    public string TransportName => Transport.ToString().ToLowerInvariant();
}
