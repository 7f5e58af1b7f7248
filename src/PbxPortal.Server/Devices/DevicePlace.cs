using System.Runtime.CompilerServices;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Devices;

/// <summary>Where a device was when its binding ended.</summary>
/// <remarks>Immutable. One array instead of two texts: each log-out makes one.</remarks>
public readonly struct DevicePlace : IEquatable<DevicePlace>
{
    private readonly byte[]? _text; // Null: no place.
    private readonly int _sourceLength;

    /// <param name="source">UTF-8, as all of it.</param>
    /// <param name="contactUri">Byte for byte as the phone sent it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // Into LocationTransaction.Ended, which is optimised from the start.
    public DevicePlace(ReadOnlySpan<byte> source, ReadOnlySpan<byte> contactUri)
    {
        if (source.Length + contactUri.Length > 0)
        {
            _text = new byte[source.Length + contactUri.Length];
            source.CopyTo(_text);
            contactUri.CopyTo(_text.AsSpan(source.Length));
            _sourceLength = source.Length;
        }
    }

    /// <summary>Address and port that its last REGISTER came from.</summary>
    public ReadOnlySpan<byte> Source => _text.AsSpan(0, _sourceLength);

    /// <summary>The Contact URI of its last binding.</summary>
    public ReadOnlySpan<byte> ContactUri => _text.AsSpan(_sourceLength);

    public static bool operator ==(DevicePlace left, DevicePlace right) => left.Equals(right);

    public static bool operator !=(DevicePlace left, DevicePlace right) => !left.Equals(right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DevicePlace Of(PeerAddress peer, ReadOnlySpan<byte> contactUri)
    {
        Span<byte> source = stackalloc byte[PeerAddress.MaxTextLength];
        return new DevicePlace(source[..peer.Format(source)], contactUri);
    }

    public bool Equals(DevicePlace other) =>
        _sourceLength == other._sourceLength && _text.AsSpan().SequenceEqual(other._text);

    public override bool Equals(object? obj) => obj is DevicePlace other && Equals(other);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(_sourceLength);
        hash.AddBytes(_text);
        return hash.ToHashCode();
    }
}
