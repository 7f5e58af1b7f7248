namespace PbxPortal.Server.Proxying;

/// <summary>One way to the world outside, as the settings name it: <c>Trunks:0:Name</c> and so on. Read once, at start.</summary>
public sealed class TrunkOptions
{
    /// <summary>What the portal calls it, for example <c>provider</c>.</summary>
    public string Name { get; set; } = "";

    /// <summary>
    /// Where its calls come from: addresses or networks, separated by commas, for example <c>203.0.113.7, 198.51.100.0/24</c>. Whoever
    /// sends from there may call the users of <see cref="Domain"/>. Empty: nobody is known by his address.
    /// </summary>
    public string Address { get; set; } = "";

    /// <summary>
    /// What the trunk answers our challenge with when it brings a call and has no address of its own; empty: it is not asked. It is good
    /// for bringing calls alone: it registers nobody, and calls nobody outside.
    /// </summary>
    public string IncomingUsername { get; set; } = "";

    /// <summary>A secret, at least 12 characters.</summary>
    public string IncomingPassword { get; set; } = "";

    /// <summary>The domain whose users it is for.</summary>
    public string Domain { get; set; } = "";

    /// <summary>Which numbers it takes, by how they begin, for example <c>+</c> and <c>00</c>; empty: it takes no calls, it only brings some.</summary>
    public IList<string> Prefixes { get; init; } = [];

    /// <summary>
    /// Where calls go out, for example <c>sip:gateway.example.com;transport=tls</c>; empty: it only brings calls. A name without a port is
    /// looked up as RFC 3263 has it, SRV records first.
    /// </summary>
    public string Gateway { get; set; } = "";

    /// <summary>What the gateway is answered with when it asks who calls; empty: it knows us by our address.</summary>
    public string Username { get; set; } = "";

    public string Password { get; set; } = "";
}
