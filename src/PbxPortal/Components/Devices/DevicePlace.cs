using System.Globalization;
using PbxPortal.Server.Activity;

namespace PbxPortal.Components.Devices;

/// <summary>A device with its extension as a number, where it is one, so that sorting does not read digits again and again.</summary>
/// <remarks>Immutable.</remarks>
internal readonly struct DevicePlace(DeviceState state)
{
    private const long NoNumber = -1;

    private readonly long _number = NumberOf(state.Extension);

    public DeviceState State => state;

    /// <summary>As <see cref="Server.Directory.NaturalOrder"/> orders the extensions; 0 where that has to be asked.</summary>
    public int CompareNumber(DevicePlace other) =>
        _number == NoNumber || other._number == NoNumber ? 0 : _number.CompareTo(other._number);

    /// <summary>Digits alone; with zeros before them it is another extension of the same value.</summary>
    private static long NumberOf(string extension) =>
        extension.Length is > 0 and <= 18
        && (extension[0] != '0' || extension.Length == 1)
        && long.TryParse(extension, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : NoNumber;
}
