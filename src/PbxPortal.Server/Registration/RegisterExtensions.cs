using System.Text;
using PbxPortal.Sip.Messages;

namespace PbxPortal.Server.Registration;

/// <summary>Which extensions the sender of a REGISTER knows, and whether its way lets flows be used (RFC 5626, RFC 3327, RFC 5627).</summary>
/// <param name="Outbound">The option tag <c>outbound</c>.</param>
/// <param name="Path">The option tag <c>path</c>.</param>
/// <param name="Gruu">The option tag <c>gruu</c>.</param>
/// <param name="HasPath">Proxies have put themselves into Path.</param>
/// <param name="IsDirect">We are the first hop.</param>
/// <param name="AllowsFlows">Whether <c>reg-id</c> counts (RFC 5626, 6).</param>
internal readonly record struct RegisterExtensions(
    bool Outbound, bool Path, bool Gruu, bool HasPath, bool IsDirect, bool AllowsFlows)
{
    public static RegisterExtensions Of(SipRequest register)
    {
        var (outbound, path, gruu) = (false, false, false);
        Read(register, HeaderName.Supported, ref outbound, ref path, ref gruu);
        Read(register, HeaderName.Require, ref outbound, ref path, ref gruu);
        var isDirect = HasOneVia(register);
        var hasPath = register.Contains(HeaderName.Path);
        return new RegisterExtensions(outbound, path, gruu, hasPath, isDirect, isDirect || (hasPath && HasOutboundHop(register)));
    }

    /// <summary>Whether a Require value is an extension that we offer.</summary>
    public static bool IsOffered(ReadOnlySpan<byte> tag) =>
        Ascii.EqualsIgnoreCase(tag, "outbound"u8) || Ascii.EqualsIgnoreCase(tag, "path"u8) || Ascii.EqualsIgnoreCase(tag, "gruu"u8);

    private static void Read(SipRequest register, HeaderName name, ref bool outbound, ref bool path, ref bool gruu)
    {
        foreach (var tag in register.EnumerateValues(name))
        {
            outbound |= Ascii.EqualsIgnoreCase(tag, "outbound"u8);
            path |= Ascii.EqualsIgnoreCase(tag, "path"u8);
            gruu |= Ascii.EqualsIgnoreCase(tag, "gruu"u8);
        }
    }

    private static bool HasOneVia(SipRequest register)
    {
        var count = 0;
        foreach (var _ in register.EnumerateValues(HeaderName.Via))
        {
            if (++count > 1)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Only the proxy that is the phone's first hop says <c>ob</c> (5.1), wherever in the list later ones have left it.</summary>
    private static bool HasOutboundHop(SipRequest register)
    {
        foreach (var value in register.EnumerateValues(HeaderName.Path))
        {
            if (NameAddress.TryParse(value, out var hop) && SipUri.TryParse(hop.Uri, out var uri) && uri.TryGetParameter("ob"u8, out _))
            {
                return true;
            }
        }

        return false;
    }
}
