namespace PbxPortal.Accounts;

/// <summary>What a portal account may do, for one domain or for all; each role may do what the ones before it may.</summary>
public enum PortalRole
{
    /// <summary>Sees devices, users and activity.</summary>
    ReadOnly = 1,

    /// <summary>Logs devices out, keeps them out, allows them, names them.</summary>
    HelpDesk = 2,

    /// <summary>Manages users and their passwords.</summary>
    Admin = 3,

    /// <summary>Manages domains, portal accounts and API keys; given for all domains only.</summary>
    Owner = 4,
}
