using System.Text;
using PbxPortal.Server.Authentication;
using PbxPortal.Server.Devices;
using PbxPortal.Server.Directory;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Registration;

/// <summary>What is known of one REGISTER so far; each step of the registrar adds to it.</summary>
/// <remarks>Confined to the handling of that request.</remarks>
internal sealed class RegisterVisit
{
    private const int LongestUserAgent = 256;
    private DeviceKind? _kind;

    public RegisterVisit(SipRequest register, Flow flow)
    {
        Register = register;
        Flow = flow;
        Source = flow.Remote.ToString();
        var userAgent = register.Find(HeaderName.UserAgent);
        UserAgent = Encoding.UTF8.GetString(userAgent[..Math.Min(userAgent.Length, LongestUserAgent)]);
    }

    public SipRequest Register { get; }

    public Flow Flow { get; }

    /// <summary>Address and port of the sender.</summary>
    public string Source { get; }

    public string UserAgent { get; }

    public DeviceClass Class => Kind.Class;

    public string Product => Kind.Product;

    /// <summary>Set by step 1.</summary>
    public Domain? Domain { get; set; }

    /// <summary>Set by step 3; <c>null</c> before it.</summary>
    public AuthenticationOutcome? Authentication { get; set; }

    /// <summary>Who sent it, or claims to.</summary>
    public User? Sender { get; set; }

    /// <summary>Whose address-of-record it is. Set by step 5.</summary>
    public User? User { get; set; }

    /// <summary>Asked for at the first need, which most challenges never have: a flood of made-up User-Agents costs no classifying.</summary>
    private DeviceKind Kind => _kind ??= DeviceClassifier.Classify(UserAgent, Flow.Protocol, FirstContactOf(Register));

    private static string FirstContactOf(SipRequest register)
    {
        foreach (var value in register.EnumerateValues(HeaderName.Contact))
        {
            return NameAddress.TryParse(value, out var address) ? Encoding.UTF8.GetString(address.Uri) : "";
        }

        return "";
    }
}
