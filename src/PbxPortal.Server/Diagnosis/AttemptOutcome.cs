namespace PbxPortal.Server.Diagnosis;

/// <summary>What came of one message of a phone that is being watched.</summary>
public enum AttemptOutcome
{
    /// <summary>It is asked for its password: how every registration begins.</summary>
    Challenged,
    Refused,

    /// <summary>It is told to come later.</summary>
    PutOff,

    /// <summary>Silence: it is banned, or looks like a scanner.</summary>
    NotAnswered,
    Registered,
}
