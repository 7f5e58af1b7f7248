namespace PbxPortal.Server.Diagnosis;

/// <summary>What to look at first.</summary>
public enum ProblemRank
{
    /// <summary>Concerns many at once: a site, or the server itself.</summary>
    Many,

    /// <summary>A user whom no call reaches.</summary>
    Unreachable,

    /// <summary>A phone that does not work, of a user who can be reached at another.</summary>
    OneDevice,

    /// <summary>A user who has never registered a phone: perhaps nobody has set one up yet.</summary>
    NeverSent,

    /// <summary>Somebody who is none of our users.</summary>
    Stranger,
}
