namespace PbxPortal.Accounts;

/// <summary>Who gives an order, as the audit names him, and from where.</summary>
/// <param name="Address">Of his browser or program; empty: he is the server itself, or its command line.</param>
/// <remarks>Immutable.</remarks>
public sealed record Actor(string Name, string Address = "")
{
    /// <summary>Somebody who has no address: the command line, the clock.</summary>
    public static implicit operator Actor(string name) => new(name);
}
