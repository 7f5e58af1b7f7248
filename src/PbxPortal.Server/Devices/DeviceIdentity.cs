using System.Text;

namespace PbxPortal.Server.Devices;

/// <summary>
/// What the key says that makes a device this one and no other, whatever its address or Call-ID is today: unique within the user, for
/// example <c>instance:urn:uuid:f81d4fae...;reg-id=1</c>.
/// </summary>
public static class DeviceIdentity
{
    private static ReadOnlySpan<byte> OfInstance => "instance:"u8;

    private static ReadOnlySpan<byte> OfFlow => ";reg-id="u8;

    /// <summary>Product and contact host: the same for all keys that a weakly known device may show up with.</summary>
    public static string AliasOf(string product, string host) => $"{product}@{host}";

    /// <summary>Whether the key is that of one flow of an instance (RFC 5626), which may have several.</summary>
    public static bool IsFlow(ReadOnlySpan<byte> key) => key.StartsWith(OfInstance) && key.LastIndexOf(OfFlow) >= 0;

    /// <summary>Whether two instances are one: a URN compares without case (RFC 8141, 3), and other text byte for byte.</summary>
    public static bool AreSame(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) =>
        left.SequenceEqual(right) || Ascii.EqualsIgnoreCase(left, right);

    /// <summary>Whether the key, with a <c>reg-id</c> or without one, is that of the instance.</summary>
    public static bool IsOfInstance(ReadOnlySpan<byte> key, ReadOnlySpan<byte> instance)
    {
        if (!key.StartsWith(OfInstance))
        {
            return false;
        }

        key = key[OfInstance.Length..];
        return key.Length >= instance.Length
            && AreSame(key[..instance.Length], instance)
            && (key.Length == instance.Length || key[instance.Length] == (byte)';');
    }

    /// <summary>
    /// Whether both keys are flows of one device: two connections that it keeps lest one fail, not two devices. The lines of an ATA
    /// look the same, and are two phones.
    /// </summary>
    public static bool AreFlowsOfOne(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var length = IsFlow(left) ? left.LastIndexOf(OfFlow) : -1;
        return length >= 0 && IsFlow(right) && right.LastIndexOf(OfFlow) == length && left[..length].SequenceEqual(right[..length]);
    }
}
