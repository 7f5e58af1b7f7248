namespace PbxPortal.Phones.Demo;

/// <summary>A user of the demo domain, for the program to create before the demo's phones register.</summary>
/// <remarks>Immutable.</remarks>
public sealed record DemoUser(string Extension, string DisplayName, string Department, string Password, string PhoneNumber)
{
    /// <summary>Without the password, which would otherwise end up in a log.</summary>
    public override string ToString() => $"{Extension} {DisplayName}";
}
