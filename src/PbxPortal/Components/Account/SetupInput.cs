namespace PbxPortal.Components.Account;

/// <summary>What the set-up form sends.</summary>
public sealed class SetupInput
{
    public string? Name { get; set; }

    public string? Password { get; set; }

    public string? Repeated { get; set; }
}
