namespace PbxPortal.Phones;

/// <summary>What the registrar said in the end to a REGISTER, after challenges and 423 were dealt with.</summary>
/// <param name="Attempt">The request that was answered.</param>
/// <param name="StatusCode">0 when nobody answered.</param>
/// <param name="ReasonPhrase">As it came.</param>
/// <param name="GrantedSeconds">What a 200 promises for this phone's own contact; 0 after a log-out and after a refusal.</param>
/// <param name="RetryAfter">What the registrar asked for, if it did.</param>
/// <param name="AnsweredAt">When the answer was read.</param>
public sealed record RegisterAnswer(
    RegisterAttempt Attempt,
    int StatusCode,
    string ReasonPhrase,
    int GrantedSeconds,
    TimeSpan? RetryAfter,
    DateTimeOffset AnsweredAt)
{
    public bool IsAccepted => StatusCode is >= 200 and < 300;
}
