namespace PbxPortal.Server.Devices;

/// <summary>What makes a device this one and no other, whatever its address or Call-ID is today.</summary>
/// <param name="Key">Unique within the user, for example <c>instance:urn:uuid:f81d4fae...;reg-id=1</c>.</param>
/// <param name="IsWeak">
/// The key changes when the device restarts or gets a new port, so that a block must also look at <see cref="Alias"/>.
/// </param>
/// <param name="Product">What it is, as far as its User-Agent tells.</param>
/// <param name="Host">Of its Contact; empty where <paramref name="IsWeak"/> is not said, for nobody looks at the alias then.</param>
/// <remarks>Immutable.</remarks>
public sealed record DeviceIdentity(Utf8Text Key, bool IsWeak, string Product, Utf8Text Host)
{
    /// <summary>Product and contact host: the same for all keys that a weakly known device may show up with; empty: it has none.</summary>
    public string Alias => Host.Bytes.IsEmpty ? "" : AliasOf(Product, Host.ToString());

    public static string AliasOf(string product, string host) => $"{product}@{host}";
}
