namespace PbxPortal.Provisioning;

/// <summary>The <c>Public</c> section of the settings: under which names the world finds this server. Read once, at start; a wrong value stops the start.</summary>
public sealed class PublicOptions
{
    public const string SectionName = "Public";

    /// <summary>The portal as phones reach it, for example <c>https://pbx.example.com</c>; empty: as the browser of whoever sets a phone up.</summary>
    public string Portal { get; set; } = "";

    /// <summary>
    /// Where phones find the SIP server, the preferred one first, for example <c>tls:sip.example.com:5061</c>; empty: the host of the
    /// portal, with the ports of <c>Sip:Listen</c>.
    /// </summary>
    public IList<string> Sip { get; init; } = [];

    /// <summary>The provider id at SessionTalk; empty: an app of one's own brand, which knows it already.</summary>
    public string SessionTalkProvider { get; set; } = "";
}
