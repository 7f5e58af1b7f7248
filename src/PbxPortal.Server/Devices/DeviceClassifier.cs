using System.Collections.Concurrent;

using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Devices;

/// <summary>Tells what a device is from what its REGISTER says: User-Agent (20.41), transport and Contact.</summary>
/// <remarks>
/// The rules are immutable. The three caches are concurrent dictionaries of answers that anybody may compute again:
/// two threads that meet on a new User-Agent store the same answer twice, and a full cache is emptied.
/// </remarks>
public static class DeviceClassifier
{
    /// <summary>A fleet of 300,000 phones shares some hundred texts; more come from strangers only.</summary>
    private const int CacheCapacity = 4096;

    /// <summary>First match wins: apps and servers before hardware, names before mere words.</summary>
    private static readonly UserAgentRule[] Rules =
    [
        .. BrowserRules.All,
        .. MobileRules.All,
        .. ServerRules.All,
        .. SoftphoneRules.All,
        .. AdapterRules.All,
        .. DoorRules.All,
        .. DeskRules.All,
        .. WordRules.All,
    ];

    /// <summary>By the text as sent, where no MAC address makes each phone's its own: most need no cleaning then.</summary>
    private static readonly ConcurrentDictionary<string, DeviceKind> KindsAsSent = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, DeviceKind> Kinds = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, string> Products = new(StringComparer.Ordinal);

    private static readonly ConcurrentDictionary<string, DeviceKind>.AlternateLookup<ReadOnlySpan<char>> KindsByText =
        Kinds.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Never throws and never takes long, whatever the texts hold; each may be empty.</summary>
    public static DeviceKind Classify(string userAgent, TransportProtocol transport, ReadOnlySpan<char> contactUri)
    {
        var hadMacAddress = false;
        if (!KindsAsSent.TryGetValue(userAgent, out var kind))
        {
            kind = OfCleaned(userAgent, out hadMacAddress);
        }

        return kind with { Class = InContext(kind.Class, hadMacAddress, transport, contactUri) };
    }

    internal static int CachedCount => Math.Max(Kinds.Count, KindsAsSent.Count);

    private static DeviceKind OfCleaned(string userAgent, out bool hadMacAddress)
    {
        Span<char> buffer = stackalloc char[UserAgentText.MaxLength];
        var length = UserAgentText.Clean(userAgent, buffer, out hadMacAddress);
        var text = buffer[..length];
        if (!KindsByText.TryGetValue(text, out var kind))
        {
            kind = Remember(text.ToString());
        }

        if (!hadMacAddress && userAgent.Length <= UserAgentText.MaxLength)
        {
            if (KindsAsSent.Count >= CacheCapacity)
            {
                KindsAsSent.Clear();
            }

            KindsAsSent[userAgent] = kind;
        }

        return kind;
    }

    private static DeviceKind Remember(string text)
    {
        if (Kinds.Count >= CacheCapacity)
        {
            Kinds.Clear();
            KindsAsSent.Clear(); // They hold the products that are forgotten here, and of each product one text is to live.
            Products.Clear();
        }

        var kind = ByRules(text);
        kind = kind with { Product = Products.GetOrAdd(kind.Product, kind.Product) };
        Kinds[text] = kind;
        return kind;
    }

    private static DeviceKind ByRules(string text)
    {
        foreach (var rule in Rules)
        {
            if (rule.TryMatch(text, out var kind))
            {
                return kind.Product.Length > 0 ? kind : kind with { Product = ProductName.Guess(text) };
            }
        }

        return new DeviceKind(DeviceClass.Unknown, ProductName.Guess(text));
    }

    /// <summary>What transport and Contact add: a browser is known by its socket, a mobile app by its push parameters (RFC 8599).</summary>
    private static DeviceClass InContext(
        DeviceClass named, bool hadMacAddress, TransportProtocol transport, ReadOnlySpan<char> contactUri)
    {
        if (named != DeviceClass.Pbx
            && (transport is TransportProtocol.Ws or TransportProtocol.Wss || HasInvalidHost(contactUri)))
        {
            return DeviceClass.WebRtc;
        }

        if (named is (DeviceClass.Unknown or DeviceClass.Soft) && HasPushParameter(contactUri))
        {
            return DeviceClass.Mobile;
        }

        // Only hardware tells its MAC address.
        return named == DeviceClass.Unknown && hadMacAddress ? DeviceClass.Desk : named;
    }

    /// <summary>A browser does not know its address and writes a host under <c>.invalid</c> (RFC 7118, 5.2.1).</summary>
    private static bool HasInvalidHost(ReadOnlySpan<char> contactUri)
    {
        var host = contactUri[(contactUri.IndexOf(':') + 1)..];
        host = host[(host.IndexOf('@') + 1)..];
        var end = host.IndexOfAny(":;?>");
        host = end < 0 ? host : host[..end];
        return host.TrimEnd('.').EndsWith(".invalid", StringComparison.OrdinalIgnoreCase);
    }

    private static bool HasPushParameter(ReadOnlySpan<char> contactUri)
    {
        return contactUri.Contains(";pn-", StringComparison.OrdinalIgnoreCase);
    }
}
