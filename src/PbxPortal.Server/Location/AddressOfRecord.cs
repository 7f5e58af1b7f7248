namespace PbxPortal.Server.Location;

/// <summary>The public name of a user, <c>sip:3516@acme.example</c>: what callers dial and phones register.</summary>
/// <remarks>
/// Immutable. RFC 3261, 10.3 step 5: the canonical form, without parameters; the user is case-sensitive, the domain is not.
/// A phone number that belongs to a user leads to the same canonical form.
/// </remarks>
public sealed record AddressOfRecord
{
    public AddressOfRecord(string user, string domain)
    {
        ArgumentException.ThrowIfNullOrEmpty(user);
        ArgumentException.ThrowIfNullOrEmpty(domain);
        User = user;
        Domain = domain.ToLowerInvariant();
    }

    public string User { get; }

    public string Domain { get; }

    public override string ToString() => $"sip:{User}@{Domain}";
}
