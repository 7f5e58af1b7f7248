namespace PbxPortal.Phones;

/// <summary>Whom a phone registers, and the credentials it was given.</summary>
/// <remarks>Immutable. A wrong password, domain or user is a misbehaving phone, not a mistake in the program.</remarks>
public sealed record PhoneAccount(string User, string Domain, string Password)
{
    public string DisplayName { get; init; } = "";

    /// <summary>The <c>username</c> of the digest: the user himself, or the name of a device credential.</summary>
    public string AuthenticationName { get; init; } = User;

    public string AddressOfRecord => $"sip:{User}@{Domain}";

    /// <summary>Without the password, which would otherwise end up in a log.</summary>
    public override string ToString() => AddressOfRecord;
}
