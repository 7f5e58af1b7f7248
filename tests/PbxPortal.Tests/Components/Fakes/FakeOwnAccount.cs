using System.Collections.Immutable;
using System.Security.Claims;
using PbxPortal.Accounts;
using PbxPortal.Administration;

namespace PbxPortal.Tests.Components.Fakes;

/// <summary>Writes down what it was asked, and answers what the test says.</summary>
internal sealed class FakeOwnAccount : IOwnAccount
{
    public List<string> Asked { get; } = [];

    public ImmutableArray<Mistake> Mistakes { get; set; } = [];

    public Exception? Failure { get; set; }

    public OwnAccountState State { get; set; } = new("anna.berger", HasSecondFactor: false, RecoveryCodes: 0, [], CurrentSession: "this");

    public Task<OwnAccountState> ReadAsync(ClaimsPrincipal who, CancellationToken cancellationToken) =>
        Failure is { } failure ? Task.FromException<OwnAccountState>(failure) : Task.FromResult(State);

    public Task<ImmutableArray<Mistake>> ChangePasswordAsync(
        ClaimsPrincipal who, string current, string wanted, CancellationToken cancellationToken) => AskAsync($"change {current} to {wanted}");

    public async Task<(AuthenticatorKey? Key, ImmutableArray<Mistake> Mistakes)> BeginSecondFactorAsync(
        ClaimsPrincipal who, string password, CancellationToken cancellationToken)
    {
        var mistakes = await AskAsync($"begin {password}");
        return (mistakes.IsEmpty ? new AuthenticatorKey("JBSW Y3DP", "otpauth://totp/PbxPortal:anna?secret=JBSWY3DP") : null, mistakes);
    }

    public async Task<(ImmutableArray<string> RecoveryCodes, ImmutableArray<Mistake> Mistakes)> ConfirmSecondFactorAsync(
        ClaimsPrincipal who, string code, CancellationToken cancellationToken)
    {
        var mistakes = await AskAsync($"confirm {code}");
        if (mistakes.IsEmpty)
        {
            State = State with { HasSecondFactor = true, RecoveryCodes = 2 };
        }

        return (mistakes.IsEmpty ? ["AAAAA-BBBBB", "CCCCC-DDDDD"] : [], mistakes);
    }

    public Task<ImmutableArray<Mistake>> RemoveSecondFactorAsync(ClaimsPrincipal who, string password, CancellationToken cancellationToken) =>
        AskAsync($"remove {password}");

    public async Task<(ImmutableArray<string> RecoveryCodes, ImmutableArray<Mistake> Mistakes)> NewRecoveryCodesAsync(
        ClaimsPrincipal who, string password, CancellationToken cancellationToken)
    {
        var mistakes = await AskAsync($"codes {password}");
        return (mistakes.IsEmpty ? ["EEEEE-FFFFF"] : [], mistakes);
    }

    public Task<int> EndSessionsAsync(ClaimsPrincipal who, string? sessionId, CancellationToken cancellationToken)
    {
        Asked.Add($"end {sessionId ?? "others"}");
        var kept = State.Sessions.Where(session => sessionId is null
            ? string.Equals(session.Id, State.CurrentSession, StringComparison.Ordinal)
            : !string.Equals(session.Id, sessionId, StringComparison.Ordinal)).ToList();
        var ended = State.Sessions.Count - kept.Count;
        State = State with { Sessions = kept };
        return Task.FromResult(ended);
    }

    private Task<ImmutableArray<Mistake>> AskAsync(string asked)
    {
        Asked.Add(asked);
        return Task.FromResult(Mistakes);
    }
}
