namespace PbxPortal.Server.Proxying;

/// <summary>What somebody who calls or is called is to this server.</summary>
public enum CallPartyKind
{
    /// <summary>A user of one of our domains.</summary>
    User,

    /// <summary>Somebody behind a trunk of the settings.</summary>
    Trunk,

    /// <summary>Neither: a call to such a party is refused.</summary>
    Foreign,
}
