using PbxPortal.Phones;

namespace PbxPortal.Tests.EndToEnd;

/// <summary>The last answer that one phone had, and what it has sent since without an answer.</summary>
/// <remarks>Guarded by the lock of its <see cref="BindingLedger"/>.</remarks>
internal sealed class LedgerEntry
{
    /// <summary>Longer than a round lasts: within it the server may have read the request.</summary>
    private static readonly TimeSpan LongestDoubt = TimeSpan.FromMinutes(1);

    /// <summary><c>null</c>: it has never been promised anything.</summary>
    public RegisterAnswer? Promise { get; set; }

    public List<RegisterAttempt> InDoubt { get; } = [];

    /// <summary>The states that the server may be in: the promised one, or what any request in doubt would have made of it.</summary>
    public IEnumerable<RegisterAnswer?> States() =>
    [
        Promise,
        .. InDoubt.Select(attempt => new RegisterAnswer(
            attempt,
            StatusCode: 200,
            ReasonPhrase: "OK, had it been read",
            attempt.RequestedSeconds,
            RetryAfter: null,
            attempt.SentAt + LongestDoubt)),
    ];
}
