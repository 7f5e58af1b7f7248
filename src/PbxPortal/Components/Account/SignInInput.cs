namespace PbxPortal.Components.Account;

/// <summary>What the sign-in form sends.</summary>
public sealed class SignInInput
{
    public string? Name { get; set; }

    public string? Password { get; set; }
}
