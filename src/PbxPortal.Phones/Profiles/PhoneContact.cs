using System.Globalization;

namespace PbxPortal.Phones.Profiles;

/// <summary>The Contact that one phone offers from one socket.</summary>
/// <remarks>Immutable.</remarks>
internal sealed record PhoneContact(string Value)
{
    /// <summary>What stands between the angle brackets.</summary>
    public string Uri { get; } = Value[(Value.IndexOf('<', StringComparison.Ordinal) + 1)..Value.IndexOf('>', StringComparison.Ordinal)];

    public string WithExpires(int seconds) => string.Create(CultureInfo.InvariantCulture, $"{Value};expires={seconds}");
}
