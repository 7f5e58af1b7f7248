namespace PbxPortal.Administration;

/// <summary>What kind of thing changed, of those that explain why phones come and go.</summary>
public enum ChangeKind
{
    Restart,
    Certificate,

    /// <summary>Phones behind one address dropped together.</summary>
    MassDrop,
    Password,
    User,
    Domain,
    Security,
    Account,
}
