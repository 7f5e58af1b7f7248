using System.Globalization;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Provisioning;

/// <summary>Sipnetic: the code is a line of <c>key=value;</c>, in which a semicolon within a value is doubled.</summary>
public sealed class SipneticApp : PhoneApp
{
    private const int Expires = 600;

    public override string Id => "sipnetic";

    public override string Name => "Sipnetic";

    public override string HowTo => "In Sipnetic: Settings, Accounts, the plus sign, \"Scan QR code\".";

    public override string CodeFor(PhoneSettings settings) => string.Concat(
        Part("d", settings.Domain),
        Part("u", settings.Extension),
        Part("p", settings.Password),
        Part("n", settings.Label),
        Part("au", settings.AuthenticationName),
        Part("R", "1"),
        Part("dt", NumberOf(settings.Transport)),
        Part("op", settings.Server.HostAndPort),
        Part("exp", Expires.ToString(CultureInfo.InvariantCulture)),
        Part("vm", "*97"));

    private static string Part(string key, string value) => $"{key}={value.Replace(";", ";;", StringComparison.Ordinal)};";

    private static string NumberOf(TransportProtocol transport) => transport switch
    {
        TransportProtocol.Udp => "0",
        TransportProtocol.Tcp => "1",
        TransportProtocol.Tls => "2",
        _ => throw new ArgumentOutOfRangeException(nameof(transport), transport, "Sipnetic has no number for it."),
    };
}
