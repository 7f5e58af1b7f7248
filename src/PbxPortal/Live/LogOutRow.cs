using System.Diagnostics.CodeAnalysis;
using PbxPortal.Server.Location;

namespace PbxPortal.Live;

/// <summary>What a log-out did, as the hub and the HTTP API write it.</summary>
/// <param name="IsKeptOut">The device's next REGISTER is refused.</param>
/// <param name="KeptOutUntil"><c>null</c> while it is kept out: until somebody allows it.</param>
/// <param name="OtherDevices">How many other devices of the user are still registered.</param>
public sealed record LogOutRow(
    bool WasRegistered, bool ConnectionWasClosed, bool IsKeptOut, DateTimeOffset? KeptOutUntil, int OtherDevices)
{
    [return: NotNullIfNotNull(nameof(outcome))]
    public static LogOutRow? Of(LogOutOutcome? outcome) => outcome is null
        ? null
        : new LogOutRow(
            outcome.WasRegistered,
            outcome.ConnectionWasClosed,
            outcome.Block is not null,
            outcome.Block?.Until,
            outcome.OtherDevices);
}
