namespace PbxPortal.Components.Account;

/// <summary>What the form for the second step sends.</summary>
public sealed class SignInCodeInput
{
    public string? Code { get; set; }
}
