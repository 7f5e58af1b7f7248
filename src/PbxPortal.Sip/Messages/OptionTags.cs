using System.Text;

namespace PbxPortal.Sip.Messages;

/// <summary>Looks into Require, Proxy-Require and Supported (RFC 3261, 19.2).</summary>
public static class OptionTags
{
    /// <summary>Option tags are tokens, and these compare without case (7.3.1).</summary>
    public static bool Contains(SipMessage message, HeaderName name, ReadOnlySpan<byte> tag)
    {
        foreach (var value in message.EnumerateValues(name))
        {
            if (Ascii.EqualsIgnoreCase(value, tag))
            {
                return true;
            }
        }

        return false;
    }
}
