namespace PbxPortal.Server.Diagnosis;

/// <summary>In which way a phone goes round in circles instead of coming in.</summary>
internal enum AttemptLoop
{
    None,

    /// <summary>It proves its password with a nonce that is too old or used, again and again.</summary>
    StaleNonce,

    /// <summary>It never answers the challenge.</summary>
    Unanswered,
}
