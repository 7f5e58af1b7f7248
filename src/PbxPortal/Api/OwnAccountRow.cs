using PbxPortal.Accounts;

namespace PbxPortal.Api;

/// <summary>The account that is signed in, as the HTTP API writes it.</summary>
/// <param name="HasSecondStep">Whether signing in takes a code as well.</param>
/// <param name="RecoveryCodes">How many are left.</param>
/// <param name="Sessions">The signed-in browsers, the latest used first.</param>
public sealed record OwnAccountRow(string Name, bool HasSecondStep, int RecoveryCodes, IReadOnlyList<SessionRow> Sessions)
{
    public static OwnAccountRow Of(OwnAccountState state) => new(
        state.Name, state.HasSecondFactor, state.RecoveryCodes, [.. state.Sessions.Select(session => SessionRow.Of(session, state.CurrentSession))]);
}
