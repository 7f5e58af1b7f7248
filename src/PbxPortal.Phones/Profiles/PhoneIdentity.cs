using System.Globalization;

namespace PbxPortal.Phones.Profiles;

/// <summary>What makes a simulated phone the same device from one REGISTER to the next.</summary>
/// <remarks>Immutable; the two lines of one adapter share all but the line.</remarks>
public sealed record PhoneIdentity
{
    public PhoneIdentity(SeededGenerator generator)
    {
        Mac = string.Create(CultureInfo.InvariantCulture, $"805ec0{generator.Hex(6)}");
        Uuid = $"{generator.Hex(8)}-{generator.Hex(4)}-4{generator.Hex(3)}-a{generator.Hex(3)}-{generator.Hex(12)}";
        Token = generator.Hex(8);
        PushToken = generator.Hex(64);
    }

    /// <summary>Twelve hexadecimal digits.</summary>
    public string Mac { get; init; }

    /// <summary>For <c>+sip.instance</c> (RFC 5626, 4.1).</summary>
    public string Uuid { get; init; }

    /// <summary>For <c>line</c> and <c>rinstance</c>.</summary>
    public string Token { get; init; }

    /// <summary>For <c>pn-prid</c> (RFC 8599).</summary>
    public string PushToken { get; init; }

    /// <summary>For <c>reg-id</c>: 1, or 2 for the second line of an adapter.</summary>
    public int Line { get; init; } = 1;
}
