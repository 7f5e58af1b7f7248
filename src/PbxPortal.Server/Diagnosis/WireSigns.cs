namespace PbxPortal.Server.Diagnosis;

/// <summary>What a REGISTER says of itself that helps to find out why it was refused. Nothing of it is proved, and all of it is cut to a length for people.</summary>
/// <remarks>Immutable.</remarks>
internal sealed record WireSigns
{
    /// <summary>The host of the Request-URI: which domain the phone asks.</summary>
    public string RequestHost { get; init; } = "";

    /// <summary>The user part of To.</summary>
    public string ToUser { get; init; } = "";

    public string ToHost { get; init; } = "";

    /// <summary>The digest user name; empty without credentials.</summary>
    public string AuthenticationName { get; init; } = "";

    public string Realm { get; init; } = "";

    /// <summary>Empty means MD5.</summary>
    public string Algorithm { get; init; } = "";

    /// <summary>The host of the digest URI, which is what the phone has hashed.</summary>
    public string DigestHost { get; init; } = "";

    /// <summary>Host and port of the first Contact.</summary>
    public string ContactHost { get; init; } = "";

    public int ContactPort { get; init; }

    /// <summary>Host and port of the topmost Via.</summary>
    public string ViaHost { get; init; } = "";

    public int ViaPort { get; init; }

    /// <summary>The lifetime that it asks for, as sent; empty: none.</summary>
    public string Expires { get; init; } = "";
}
