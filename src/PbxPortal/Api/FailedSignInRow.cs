using PbxPortal.Accounts;

namespace PbxPortal.Api;

/// <summary>Refused sign-ins of one account from one address as the HTTP API writes them.</summary>
/// <param name="Reason">wrongPassword, unknownAccount, locked, disabled or wrongCode.</param>
public sealed record FailedSignInRow(
    DateTimeOffset At, long? AccountId, string Account, string Address, string Reason, int Count, bool IsLocked)
{
    public static FailedSignInRow Of(FailedSignIn failure)
    {
        var word = failure.Reason.ToString();
        return new FailedSignInRow(
            failure.At, failure.AccountId, failure.Name, failure.Address, char.ToLowerInvariant(word[0]) + word[1..], failure.Count, failure.IsLocked);
    }
}
